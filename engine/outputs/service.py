"""The outputs process: follows the ring, encodes once, serves listeners and files; any of it may end, the
rest goes on."""

import asyncio
import signal
import time
from collections.abc import Callable

import numpy as np

from engine import ident
from engine.bus import Message, Server
from engine.client import events
from engine.errors import RingError
from engine.logs import logger
from engine.outputs.follower import Follower, Piece
from engine.outputs.http import HttpStream
from engine.outputs.mp3 import Mp3Encoder
from engine.outputs.recording import FileOutput
from engine.outputs.stream import Stream
from engine.outputs.titles import Titles
from engine.places import Places
from engine.ring_reader import RingReader
from engine.settings import OutputsSettings
from engine.units import to_frames
from engine.vitals import vitals

TICK = 0.02  # seconds between two looks at the ring: shorter than an MP3 frame
AT_ONCE = 16  # pieces that are encoded before listeners are served again, about 15 ms of work
EVERY = 1.0  # seconds between two lists of listeners, while there are any
RING_RETRY = 0.25  # seconds between two attempts to open the ring

log = logger(__name__)


class Sound:
    """What is encoded and recorded, at one sample rate: it is known once there is a ring."""

    def __init__(self, settings: OutputsSettings, sample_rate: int, stream: Stream) -> None:
        def frames(seconds: float) -> int:
            return to_frames(seconds, sample_rate)

        idle = np.array(ident.make(sample_rate))
        self.follower = Follower(sample_rate, frames(settings.distance_seconds), frames(settings.grace_seconds), idle)
        self.files = [FileOutput(recording, sample_rate) for recording in settings.files]
        self._encoder = Mp3Encoder(sample_rate, settings.bitrate_kbps, settings.quality)
        self._stream = stream
        for file in self.files:
            file.start()

    def send(self, piece: Piece) -> None:
        """One piece to every output."""
        for file in self.files:
            file.push(piece)
        for frame in self._encoder.feed(piece):
            self._stream.push(frame)

    def close(self) -> None:
        for file in self.files:
            file.stop()


class OutputsService:
    """One outputs process, from its start to SIGTERM. ``sample_rate``: the station's, for the ident before
    there is a ring."""

    def __init__(self, places: Places, settings: OutputsSettings) -> None:
        self.places = places
        self.settings = settings
        self.titles = Titles(settings.station)
        self.stream = Stream(settings.sample_rate, burst=settings.burst_seconds, queue=settings.queue_seconds)
        self.http = HttpStream(self.stream, self.titles, settings)
        self.sound = Sound(settings, settings.sample_rate, self.stream)
        self.stopping = asyncio.Event()
        self.server = Server(
            places.socket("outputs"),
            {"status": lambda _request: self.status(), "listeners": lambda _request: self.listeners()},
            lambda: [{"event": "listeners", **self.listeners()}],
        )
        self._ring: RingReader | None = None
        self._ring_at = 0.0

    async def run(self, on_air: Callable[[], None] = lambda: None) -> None:
        """Serve until SIGTERM or SIGINT; ``on_air`` is called when it begins. Raises StationBusy when the port or the
        socket is taken."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stopping.set)
        await self.server.start()
        try:
            await self.http.start()
            on_air()
            log.info("serving", address=f"http://{self.settings.bind}:{self.http.port}/stream.mp3")
            await self._work()
        finally:
            await self.http.stop()
            await self.server.stop()
            await asyncio.to_thread(self.sound.close)
            log.info("left")

    async def _work(self) -> None:
        tasks = [asyncio.create_task(work) for work in (self._pump(), self._follow_titles(), self._tell())]
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
        """From the ring to the listeners, a tick at a time."""
        while True:
            for number, piece in enumerate(self.sound.follower.pull(self._reader(), time.monotonic_ns()), 1):
                self.sound.send(piece)
                if number % AT_ONCE == 0:
                    await asyncio.sleep(0)
            await asyncio.sleep(TICK)

    def _reader(self) -> RingReader | None:
        """The station's ring; the old one is read until there is another at its place."""
        now = time.monotonic()
        if now < self._ring_at:
            return self._ring
        self._ring_at = now + RING_RETRY
        if self._ring is None or self._ring.replaced():
            try:
                self._ring = self._opened()
            except RingError as error:
                if self._ring is None:
                    log.debug("no ring yet", why=str(error))
        return self._ring

    def _opened(self) -> RingReader:
        ring = RingReader.open(self.places.ring)
        if ring.sample_rate != self.settings.sample_rate:
            raise RingError(f"the ring is at {ring.sample_rate} Hz: set the outputs' sample_rate to that")
        return ring

    async def _follow_titles(self) -> None:
        async for event in events(self.places.socket("engine")):
            if event.get("event") == "programme":
                self.titles.follow_event(event)

    async def _tell(self) -> None:
        """Listeners' positions, on change and once a second while there are any."""
        told: list[int] = []
        told_at = 0.0
        while True:
            present, now = list(self.stream.listeners), time.monotonic()
            if present != told or (present and now - told_at >= EVERY):
                self.server.publish("listeners", **self.listeners())
                told, told_at = present, now
            await asyncio.sleep(EVERY / 10)

    def listeners(self) -> Message:
        """Who hears what."""
        return {"listeners": self.stream.facts()}

    def status(self) -> Message:
        """What this process does. ``late``: listeners dropped because they were too slow."""
        follower = self.sound.follower
        stream = {
            "name": "stream.mp3",
            "state": follower.state,
            "clients": len(self.stream.listeners),
            "late": self.stream.dropped,
            "port": self.http.port,
        }
        return {
            **vitals("outputs", "running"),
            "outputs": [stream, *(file.facts() for file in self.sound.files)],
            "position": follower.position,
            "skipped_frames": follower.skipped,
            "damaged_blocks": follower.damaged,
            "ident_frames": follower.away,
        }
