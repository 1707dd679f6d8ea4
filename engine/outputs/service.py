"""The outputs process: follows the ring, encodes once, serves listeners and files; any of it may end, the
rest goes on."""

import asyncio
import socket
import time
from collections.abc import Callable, Iterator

import msgspec

from engine.bus import Message, Server
from engine.client import events
from engine.logs import logger
from engine.outputs.audience import TURNS, Audience
from engine.outputs.baggage import Baggage
from engine.outputs.follower import Piece
from engine.outputs.giving import Giving
from engine.outputs.http import HttpStream
from engine.outputs.limits import connections
from engine.outputs.mender import Mender
from engine.outputs.mp3 import FRAME
from engine.outputs.place import PlaceKeeper
from engine.outputs.sound import Sound
from engine.outputs.source import Source
from engine.outputs.taking import take_over
from engine.outputs.tape import Tape
from engine.outputs.telling import Telling
from engine.outputs.titles import Titles
from engine.places import Places
from engine.rhythm import until_next
from engine.ring.reader import RingReader
from engine.settings import OutputsSettings
from engine.vitals import vitals

PERIOD = 1.0  # seconds in which every listener is served once
TICK = PERIOD / TURNS

log = logger(__name__)


class OutputsService:
    """One station's outputs, from their start to ``stop``. ``beside``: connections that other stations in this process
    want."""

    def __init__(self, places: Places, settings: OutputsSettings, stop: asyncio.Event, *, beside: int = 0) -> None:
        def mp3_frames(seconds: float) -> int:
            return max(1, round(seconds * settings.sample_rate / FRAME))

        self.places = places
        self.settings = settings
        self.titles = Titles(settings.station)
        burst, limit = settings.burst_seconds, settings.burst_seconds + settings.queue_seconds
        self.tape = Tape(keep=mp3_frames(limit + 1))
        self.audience = Audience(
            self.tape, self.titles.at, burst=mp3_frames(burst), limit=mp3_frames(limit), clock=time.time
        )
        self.http = HttpStream(self.audience, settings, connections(settings.listeners, beside))
        self.telling = Telling(self.audience)
        self.source = Source(places, settings.sample_rate)
        self.sound = Sound(settings, self.tape, PlaceKeeper(places.place))
        self.mender = Mender(places.socket("engine"))
        self.stopping = stop
        self._still = asyncio.Lock()  # held by who moves the sound on
        self.giving = Giving(self.http, self.sound, self._still, self._leave)
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
            await asyncio.to_thread(self.sound.close)
            log.info("left")

    async def _open(self, loop: asyncio.AbstractEventLoop, instead: bool) -> None:
        """Have the burst ready before the first listener comes."""
        taken = await take_over(self.places) if instead else None
        now = time.monotonic_ns()
        ring = self.source.ring(now)
        if taken is not None:
            self._take(*taken, ring, now)
        elif ring is not None:
            self.sound.resume(ring, now)
        await self._tick()
        self.audience.watch(loop)
        await self.http.start(None if taken is None else socket.socket(fileno=taken[1][0]))
        log.info("serving", address=f"http://{self.settings.bind}:{self.http.port}/stream.mp3")

    def _take(self, baggage: Baggage, descriptors: list[int], ring: RingReader | None, now: int) -> None:
        """Go on with another process's tape and listeners."""
        self.tape.restore(baggage.base, baggage.first, baggage.data, baggage.starts, baggage.runs)
        self.audience.board(baggage.passengers, descriptors[1:])
        if ring is not None and baggage.position is not None:
            self.sound.go_on(ring, now, baggage.position)
        log.info("taken over", listeners=len(baggage.passengers))

    async def _leave(self) -> None:
        """Another process serves from now on."""
        await self.server.stop()
        self.stopping.set()

    async def _work(self) -> None:
        tasks = [asyncio.create_task(work) for work in (self._pump(), self._follow_titles())]
        stop = asyncio.create_task(self.stopping.wait())
        try:
            done, _ = await asyncio.wait([*tasks, stop], return_when=asyncio.FIRST_COMPLETED)
            for task in done - {stop}:
                task.result()  # none of them ends but by an error
        finally:
            for task in (*tasks, stop):
                task.cancel()
            await asyncio.gather(*tasks, stop, return_exceptions=True)

    async def _pump(self) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            turns = self.audience.pause if self.sound.follower.steady else 1
            await asyncio.sleep(until_next(PERIOD if turns == TURNS else turns * TICK, clock()))
            await self._tick(turns)

    async def _tick(self, turns: int = TURNS) -> None:
        """From the ring to the tape, from the tape to those whose turn has come. Where all have the same one, that is
        a second of sound at once: the stream is seconds behind, and the more at once the less it costs. What is due is
        encoded before that, the second that comes behind it: nobody waits for more than they get."""
        async with self._still:
            if not self.stopping.is_set():
                await self._move(turns)

    async def _move(self, turns: int) -> None:
        follower, now = self.sound.follower, time.monotonic_ns()
        ring = self.source.ring(now)
        await self._send(follower.pull(ring, now), ring, now)
        await self.audience.serve(turns)
        if (news := self.telling.news(time.monotonic(), turns)) is not None:
            self.server.publish(**news)
        if ring is not None:
            await self._send(follower.read_ahead(ring, now), ring, now)
            self._mend(ring, now)

    async def _send(self, pieces: Iterator[Piece], ring: RingReader | None, now: int) -> None:
        """Encode ``pieces``, with everybody else's turn between two, and put on the tape what is due."""
        for piece in pieces:
            await asyncio.sleep(0)
            self.sound.send(piece)
        self.sound.release(ring, now)

    def _mend(self, ring: RingReader, now: int) -> None:
        """Have what is damaged rendered again before it is due."""
        follower = self.sound.follower
        while (damaged := follower.look_ahead(ring, now)) is not None:
            self.mender.ask(damaged)
        if follower.waits_for is not None:
            self.mender.ask(follower.waits_for)

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
        return {"listeners": self.audience.facts()}

    def status(self) -> Message:
        """What this process does. ``late``: listeners dropped because they were too slow."""
        follower = self.sound.follower
        stream = {
            "name": "stream.mp3",
            "state": follower.state,
            "clients": len(self.audience.listeners),
            "late": self.audience.dropped,
            "port": self.http.port,
        }
        return {
            **vitals("outputs", "running"),
            "outputs": [stream, *(file.facts() for file in self.sound.files)],
            "position": follower.position,
            "skipped_frames": follower.skipped,
            "damaged_blocks": follower.damaged,
            "repaired_blocks": self.mender.repaired,
            "ident_frames": follower.away,
        }
