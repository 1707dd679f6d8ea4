"""Keeps a mount of an Icecast on air, from the tape of its format, in a task of its own, so that its trouble is nobody
else's.

A connection goes on with the very unit that the one before it stopped at, whichever process that was, as long as that
is on the tape. What is older is never sent, and counted: the mount then begins with the burst, which is what Icecast
gives its own listeners at once."""

import asyncio
from collections.abc import Callable

from engine.bus import Message
from engine.errors import OutputTrouble
from engine.mounts import IcecastMount
from engine.outputs.icecast.cursor import Cursor
from engine.outputs.icecast.link import Link, tell
from engine.outputs.place import Place, PlaceKeeper
from engine.outputs.stream import Stream
from engine.outputs.upstream.attempts import Attempts
from engine.outputs.upstream.telling import Telling

Title = Callable[[int | None], str]


class IcecastOutput:
    """The mount ``place``, which gets ``stream``, for as long as this is there. ``title``: the one heard at a programme
    frame; ``keeper`` knows how far the process before had come; ``burst``: seconds that a mount begins with."""

    def __init__(  # noqa: PLR0913  what it shares with the other outputs
        self, place: IcecastMount, stream: Stream, *, station: str, title: Title, keeper: PlaceKeeper, burst: float
    ) -> None:
        self.place = place
        self.left_out = 0  # programme frames that were never sent
        self._stream, self._station, self._title, self._keeper = stream, station, title, keeper
        kind = stream.sound.format
        self._cursor = Cursor(stream.sound.tape, kind.units(burst))
        self._attempts = Attempts(place)
        self._more = asyncio.Event()  # there is more on the tape
        stream.always = True

    async def run(self) -> None:
        """Feed it, whatever happens, until this is cancelled."""
        kept = self._keeper.newest()  # until now the process before may have gone on
        if kept is not None and kept.sample_rate == self._stream.sound.format.sample_rate:
            self._cursor.known = kept.position
        await self._attempts.keep(self._live)

    def notice(self) -> None:
        """The tape has grown."""
        self._more.set()

    async def _live(self) -> None:
        """One connection. Raises OutputTrouble when it ends."""
        kind = self._stream.sound.format
        link = await Link.open(self.place, kind, self._station)
        telling = Telling(self.place, lambda song: tell(self.place, song))
        try:
            self.left_out += self._cursor.begin()
            await link.send(kind.head)
            while True:
                await self._move(link, telling)
                await self._more.wait()
                self._more.clear()
        except OutputTrouble:
            self._cursor.back(link.on_its_way)
            raise
        finally:
            telling.close()
            link.close()

    async def _move(self, link: Link, telling: Telling) -> None:
        """Send what is there. Raises OutputTrouble."""
        if missed := self._cursor.keep_up():
            self.left_out += missed
            self._attempts.slow(missed / self._stream.sound.format.sample_rate)
        woven = self._stream.sound.format.woven
        while (part := self._cursor.part(self._title if woven else None)) is not None:
            if woven:
                await telling.tell(self._title(part.frame))
            await link.send(part.data)
            self._passed(self._cursor.passed(part))
        self._attempts.settle()

    def _passed(self, frame: int | None) -> None:
        """Everything before programme frame ``frame`` is sent."""
        if frame is not None:
            self._keeper.keep(Place(self._stream.sound.format.sample_rate, frame))

    @property
    def state(self) -> str:
        """What is sent, or why nothing is."""
        if self._attempts.trouble is not None:
            return self._attempts.trouble.state
        return self._stream.sound.follower.state if self._attempts.settled else "connecting"

    def facts(self) -> Message:
        """This output's entry in ``status``. ``late``: times that Icecast did not read, or not fast enough."""
        return {
            "name": f"icecast {self.place.address}",
            "state": self.state,
            "clients": int(self._attempts.settled),
            "late": self._attempts.stalled,
            "format": self.place.format,
            "left_out_frames": self.left_out,
            "message": str(self._attempts.trouble or ""),
        }
