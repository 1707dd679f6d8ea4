"""The outputs process: follows the ring, encodes once, serves listeners and files; any of it may end, the
rest goes on."""

import asyncio
import contextlib
import socket
import time
from collections.abc import Callable

import msgspec

from engine.bus import Message, Server
from engine.client import events
from engine.logs import logger
from engine.outputs.audience import TURNS
from engine.outputs.baggage import Baggage, release
from engine.outputs.giving import Giving
from engine.outputs.http import HttpStream
from engine.outputs.icecast.output import IcecastOutput
from engine.outputs.limits import connections
from engine.outputs.liquidsoap.output import LiquidsoapOutput
from engine.outputs.mender import Mender
from engine.outputs.place import PlaceKeeper
from engine.outputs.recorder import Recorder
from engine.outputs.source import Source
from engine.outputs.stream import Stream
from engine.outputs.streams import Streams, formats
from engine.outputs.taking import take_over
from engine.outputs.telling import Telling
from engine.outputs.titles import Titles
from engine.places import Places
from engine.rhythm import until_next
from engine.ring.reader import RingReader
from engine.settings import OutputsSettings
from engine.together import together
from engine.vitals import vitals

PERIOD = 1.0  # seconds in which every listener is served once
TICK = PERIOD / TURNS
TITLES = 1.0  # seconds that outputs wait for the engine to say what plays

log = logger(__name__)


class OutputsService:
    """One station's outputs, from their start to ``stop``. ``beside``: connections that other stations in this process
    want."""

    def __init__(self, places: Places, settings: OutputsSettings, stop: asyncio.Event, *, beside: int = 0) -> None:
        self.places = places
        self.settings = settings
        self.titles = Titles(settings.station)
        self.streams = Streams(settings, formats(settings), PlaceKeeper(places.place), self.titles.at)
        self.recorder = Recorder(settings, self.streams, self.titles.changes)
        limit = connections(settings.listeners, beside)
        self.http = HttpStream(self.streams, settings, limit, wake=self._wake)
        self.telling = Telling(self.streams.audiences)
        self.source = Source(places, settings.sample_rate)
        self.mender = Mender(places.socket("engine"))
        self.liquidsoap = [
            LiquidsoapOutput(
                one,
                settings,
                source=self.source,
                title=self.titles.at,
                mender=self.mender,
                keeper=PlaceKeeper(places.place_of(one.address)),
            )
            for one in settings.liquidsoap
        ]
        self.icecast = [
            IcecastOutput(
                one,
                self.streams.named(one.format),
                station=settings.station,
                title=self.titles.at,
                keeper=PlaceKeeper(places.place_of(one.address)),
                burst=settings.burst_seconds,
            )
            for one in settings.icecast
        ]
        self.fed: list[LiquidsoapOutput | IcecastOutput] = [*self.liquidsoap, *self.icecast]
        self.stopping = stop
        self._still = asyncio.Lock()  # held by who moves the sound on
        self.giving = Giving(self.http, self.streams, self._still, self._leave)
        self.server = Server(
            places.socket("outputs"),
            {
                "status": lambda _request: self.status(),
                "listeners": lambda _request: self.listeners(),
                "hand_over": self.giving.hand_over,
            },
            lambda: [self.telling.whole()],
        )

    async def run(self, on_air: Callable[[], None] = lambda: None, *, instead: bool = False) -> None:
        """Serve until told to stop; ``on_air`` is called when it begins. ``instead``: in the place of the process
        that serves now. Raises StationBusy when the port or the socket is taken."""
        loop = asyncio.get_running_loop()
        try:
            await self._open(loop, instead)
            await self.server.start()  # whoever gets an answer may connect
            on_air()
            await self._work()
        finally:
            await self.http.stop()
            await self.mender.close()
            await self.server.stop()
            await asyncio.to_thread(self.recorder.close)
            log.info("left")

    async def _open(self, loop: asyncio.AbstractEventLoop, instead: bool) -> None:
        """Have the burst ready before the first listener comes."""
        taken = await take_over(self.places) if instead else None
        now = time.monotonic_ns()
        ring = self.source.ring(now)
        self.recorder.start()
        if taken is None:
            self.streams.begin(ring, now)
        else:
            self._take(*taken, ring, now)
        await self._tick()
        for audience in self.streams.audiences:
            audience.watch(loop)
        await self.http.start(None if taken is None else socket.socket(fileno=taken[1][0]))
        address = f"http://{self.settings.bind}:{self.http.port}"
        log.info("serving", addresses=[f"{address}/{stream.name}" for stream in self.streams.all])

    def _take(self, baggage: Baggage, descriptors: list[int], ring: RingReader | None, now: int) -> None:
        """Go on with another process's tapes and listeners."""
        self.streams.take(baggage.reels, ring, now)
        release(self.streams.board(baggage.passengers, descriptors[1:]))
        log.info("taken over", listeners=len(baggage.passengers))

    async def _wake(self, stream: Stream) -> None:
        """Have what a listener of ``stream`` begins with."""
        async with self._still:
            now = time.monotonic_ns()
            await self.streams.wake(stream, self.source.ring(now), now)

    async def _leave(self) -> None:
        """Another process serves from now on."""
        await self.server.stop()
        self.stopping.set()

    async def _work(self) -> None:
        beside = map(self._feed, self.fed)
        await together(self.stopping, self._pump(), self._follow_titles(), *beside)

    async def _feed(self, output: LiquidsoapOutput | IcecastOutput) -> None:
        """Run ``output``, when it is known what plays: it tells titles with the first frame that it sends."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.titles.known.wait(), TITLES)
        await output.run()

    async def _pump(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            turns = self.streams.pause
            await asyncio.sleep(until_next(PERIOD if turns == TURNS else turns * TICK, clock()))
            await self._tick(turns)

    async def _tick(self, turns: int = TURNS) -> None:
        """From the ring to the tapes, from the tapes to those whose turn has come. Where all have the same one, that is
        a second of sound at once: the stream is seconds behind, and the more at once the less it costs. What is due is
        encoded before that, the second that comes behind it: nobody waits for more than they get."""
        async with self._still:
            if not self.stopping.is_set():
                await self._move(turns)

    async def _move(self, turns: int) -> None:
        now = time.monotonic_ns()
        ring = self.source.ring(now)
        await self.streams.encode(ring, now)
        for mount in self.icecast:
            mount.notice()
        await self.streams.serve(turns)
        if (news := self.telling.news(time.monotonic(), turns)) is not None:
            self.server.publish(**news)
        if ring is not None:
            await self.streams.encode_ahead(ring, now)
            for block in self.streams.damaged(ring, now):
                self.mender.ask(block)

    async def _follow_titles(self) -> None:
        async for event in events(self.places.socket("engine"), only=["programme"]):
            if event.get("event") != "programme":
                continue
            try:
                self.titles.follow_event(event)
            except (msgspec.ValidationError, KeyError) as error:  # another version's: no title is worth the sound
                log.warning("titles not understood", why=str(error))

    def listeners(self) -> Message:
        """Who hears what."""
        return {"listeners": [fact for audience in self.streams.audiences for fact in audience.facts()]}

    def status(self) -> Message:
        """What this process does. ``position`` and what follows it are the preferred stream's."""
        follower = self.streams.first.sound.follower
        streams = [stream.facts(self.http.port) for stream in self.streams.all]
        return {
            **vitals("outputs", "running"),
            "outputs": [*streams, *self.recorder.facts(), *(one.facts() for one in self.fed)],
            "position": follower.position,
            "skipped_frames": follower.skipped,
            "damaged_blocks": follower.damaged,
            "repaired_blocks": self.mender.repaired,
            "ident_frames": follower.away,
        }
