"""All formats of one station: followed, encoded and served at one pace."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence

from engine.mounts import FormatName
from engine.outputs.aac import aac
from engine.outputs.audience import TURNS, Audience, Numbers
from engine.outputs.baggage import Passenger, Reel
from engine.outputs.follower import Piece
from engine.outputs.format import Format
from engine.outputs.mp3 import mp3
from engine.outputs.opus import opus
from engine.outputs.place import PlaceKeeper
from engine.outputs.sound import Sound
from engine.outputs.stream import Stream
from engine.ring.reader import RingReader
from engine.settings import OutputsSettings


def formats(settings: OutputsSettings) -> list[Format]:
    """What the station offers, the preferred one first."""
    rate = settings.sample_rate
    makers: dict[FormatName, Callable[[], Format]] = {
        "mp3": lambda: mp3(rate, settings.bitrate_kbps, settings.quality),
        "aac": lambda: aac(rate, settings.aac_kbps),
        "opus": lambda: opus(rate, settings.opus_kbps, settings.station),
    }
    return [makers[name]() for name in settings.formats]


class Streams:
    """One of each of ``kinds``. ``title``: the one heard at a programme frame. The first is always encoded, and its
    ``keeper`` knows from where another process goes on; the others are encoded while somebody wants them. ``clock``
    gives Unix time."""

    def __init__(
        self,
        settings: OutputsSettings,
        kinds: Sequence[Format],
        keeper: PlaceKeeper | None,
        title: Callable[[int | None], str],
        clock: Callable[[], float] = time.time,
    ) -> None:
        numbers = Numbers()
        self.all: list[Stream] = []
        for number, kind in enumerate(kinds):
            sound = Sound(settings, kind, keeper if number == 0 else None)
            burst, limit = settings.burst_seconds, settings.burst_seconds + settings.queue_seconds
            audience = Audience(
                sound.tape, title, burst=kind.units(burst), limit=kind.units(limit), clock=clock,
                numbers=numbers, first_turn=number * TURNS,
            )  # fmt: skip
            self.all.append(Stream(sound, audience, always=number == 0))

    @property
    def first(self) -> Stream:
        """The preferred one."""
        return self.all[0]

    @property
    def audiences(self) -> list[Audience]:
        """Everybody, by format."""
        return [stream.audience for stream in self.all]

    @property
    def count(self) -> int:
        """Connections in all."""
        return sum(len(audience.listeners) for audience in self.audiences)

    def named(self, name: FormatName) -> Stream:
        """The stream in that format. Raises KeyError when it is not offered."""
        return {stream.sound.format.name: stream for stream in self.all}[name]

    def begin(self, ring: RingReader | None, now: int) -> None:
        """Go on where the process before stopped."""
        for stream in self.all:
            if stream.always:
                stream.wake(ring, now)

    # --- on air -----------------------------------------------------------------------------------------------------

    @property
    def pause(self) -> int:
        """How many turns on the next one is that has listeners."""
        steady = self.first.sound.follower.steady
        return min(audience.pause for audience in self.audiences) if steady else 1

    async def encode(self, ring: RingReader | None, now: int) -> None:
        """What is due, on every tape."""
        for stream in self.all:
            await _send(stream, stream.due(ring, now), ring, now)

    async def serve(self, turns: int) -> None:
        """Send to those whose turn has come."""
        for audience in self.audiences:
            await audience.serve(turns)

    async def encode_ahead(self, ring: RingReader, now: int) -> None:
        """What will be due soon; who is heard by nobody sleeps."""
        for stream in self.all:
            await _send(stream, stream.soon(ring, now), ring, now)
            stream.rest(now)

    def damaged(self, ring: RingReader, now: int) -> Iterator[int]:
        """The blocks that have to be rendered again, each told once, and again while one is waited for."""
        for stream in self.all:
            follower = stream.sound.follower
            while stream.sound.awake and (damaged := follower.look_ahead(ring, now)) is not None:
                yield damaged
            if follower.waits_for is not None:
                yield follower.waits_for

    async def wake(self, stream: Stream, ring: RingReader | None, now: int) -> None:
        """Have what a listener of ``stream`` begins with."""
        stream.wake(ring, now)
        await _send(stream, stream.due(ring, now), ring, now)

    # --- from one process to the next -------------------------------------------------------------------------------

    def reels(self) -> list[Reel]:
        """Every tape that is written, as another process can go on with it."""
        awake = (stream.sound for stream in self.all if stream.sound.awake)
        return [Reel(sound.format.name, *sound.tape.held(), sound.follower.position) for sound in awake]

    def passengers(self) -> list[Passenger]:
        """Everyone, in the order of :attr:`descriptors`."""
        return [one for stream in self.all for one in stream.audience.passengers(stream.sound.format.name)]

    @property
    def descriptors(self) -> list[int]:
        """Everyone's connection."""
        return [descriptor for audience in self.audiences for descriptor in audience.listeners]

    def take(self, reels: list[Reel], ring: RingReader | None, now: int) -> None:
        """Go on with another process's tapes; what it did not have begins anew."""
        for reel in reels:
            if (stream := self._offered(reel.format)) is not None:
                stream.sound.tape.restore(reel.base, reel.first, reel.data, reel.starts, reel.runs)
                stream.sound.go_on(ring, now, reel.position)
                stream.wake(ring, now)
        self.begin(ring, now)

    def board(self, passengers: list[Passenger], descriptors: list[int]) -> list[int]:
        """Go on with another process's listeners; the descriptors of those whose format is no longer offered."""
        strangers = []
        for passenger, descriptor in zip(passengers, descriptors, strict=True):
            if (stream := self._offered(passenger.format)) is None:
                strangers.append(descriptor)
            else:
                stream.audience.board(passenger, descriptor)
        return strangers

    def _offered(self, name: str) -> Stream | None:
        return next((stream for stream in self.all if stream.sound.format.name == name), None)


async def _send(stream: Stream, pieces: Iterator[Piece], ring: RingReader | None, now: int) -> None:
    """Encode ``pieces``, with everybody else's turn between two, and put on the tape what is due."""
    if not stream.sound.awake:
        return
    for piece in pieces:
        await asyncio.sleep(0)
        stream.sound.send(piece)
    stream.sound.release(ring, now)
