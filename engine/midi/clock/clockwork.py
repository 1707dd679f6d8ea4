"""The clock at work: who is told the beat, from where it is known, and the thread that tells it."""

import asyncio
import threading
import time
from collections.abc import Sequence

import msgspec

from engine.bus import Message
from engine.client import Client, events
from engine.errors import EversetError, NoMidi, Unreachable
from engine.logs import logger
from engine.midi.clock.conductor import Conductor
from engine.midi.clock.heard import Heard
from engine.midi.clock.pulse import PER_BEAT
from engine.midi.clock.pulses import Pulses
from engine.midi.plugged import SEE_OFF
from engine.midi.ports import Port, Ports
from engine.outputs.source import Source
from engine.places import Places
from engine.programme.beats import Beats
from engine.ring.reader import SECOND

ASK = 1.0  # seconds between two questions to the card, how late it is heard

log = logger(__name__)


class Clockwork:
    """``wanted``: parts of the names of outputs that follow; ``offset_ms``: how much later they do than is heard."""

    def __init__(self, places: Places, wanted: Sequence[str], offset_ms: float) -> None:
        self.wanted = wanted
        self.conductor = Conductor(Pulses())
        self._places = places
        self._offset = offset_ms / 1e3
        self._source: Source | None = None
        self._had_card = False
        self._ports: dict[str, Port] = {}
        self._turn = threading.Lock()
        self._stopping = threading.Event()

    # --- who follows ------------------------------------------------------------------------------------------------

    async def look(self, ports: Ports) -> None:
        """See who came and who went."""
        names = await asyncio.to_thread(ports.outputs)
        for name in [name for name in self._ports if name not in names]:
            await self._gone(name)
        for name in names:
            if name not in self._ports and any(part.lower() in name.lower() for part in self.wanted):
                await self._came(ports, name)

    async def _came(self, ports: Ports, name: str) -> None:
        try:
            port = await asyncio.to_thread(ports.speak, name)
        except NoMidi as error:
            log.warning("a follower of the clock can't be reached", port=name, why=str(error))
            return
        self._ports[name] = port
        with self._turn:
            self.conductor.join(name, lambda data: self._tell(name, port, data))
        log.info("an output follows the clock", port=name)

    def _tell(self, name: str, port: Port, data: bytes) -> None:
        try:
            port.send(data)
        except NoMidi as error:  # the next look sees that it went
            log.debug("a follower of the clock is not reached", port=name, why=str(error))

    async def _gone(self, name: str) -> None:
        with self._turn:
            self.conductor.leave(name)
        port = self._ports.pop(name)
        log.warning("a follower of the clock went", port=name)
        await asyncio.to_thread(port.close)

    # --- what they are told -----------------------------------------------------------------------------------------

    async def run(self) -> None:
        """Follow the engine and the card, and beat, for ever."""
        try:
            await asyncio.gather(self._follow(), self._ask(), asyncio.to_thread(self._beat))
        finally:
            self._stopping.set()

    async def _follow(self) -> None:
        async for event in events(self._places.socket("engine"), only=["programme"]):
            if event.get("event") == "programme":
                runs = msgspec.convert(event.get("beats", []), list[Beats])
                with self._turn:
                    self.conductor.pulses.follow(runs)
                if self._source is None:
                    self._source = Source(self._places, event["sample_rate"])

    async def _ask(self) -> None:
        while True:
            self._set(await self._cards_delay())
            await asyncio.sleep(ASK)

    async def _cards_delay(self) -> float | None:
        """Seconds from the station's clock to the room; None where no card plays."""
        try:
            card = await Client.connect(self._places.socket("card"))
        except Unreachable:
            return None
        try:
            facts: Message = (await card.call("status"))["outputs"][0]
        except EversetError:
            return None
        finally:
            await card.close()
        return facts["behind_seconds"] + facts["card_latency_seconds"] if facts["state"] == "on air" else None

    def _set(self, card: float | None) -> None:
        """Take over the ring's epoch, and how late its sound is heard."""
        now = time.monotonic_ns()
        ring = self._source.ring(now) if self._source else None
        if ring is None:
            return
        epoch, delay = int(ring.ring.header["epoch"][0]), round(((card or 0.0) + self._offset) * SECOND)
        has_card = card is not None
        with self._turn:
            heard = self.conductor.heard
            if heard is None or heard.epoch != epoch or has_card != self._had_card:
                self.conductor.hear(Heard(ring.sample_rate, epoch, delay), now)
            else:
                heard.wants(delay)
        self._had_card = has_card

    def _beat(self) -> None:
        """In a thread of its own: sleeps until something is due."""
        while not self._stopping.is_set():
            with self._turn:
                until = self.conductor.step(time.monotonic_ns())
            self._stopping.wait(max(0, until - time.monotonic_ns()) / SECOND)

    # --- the end ----------------------------------------------------------------------------------------------------

    async def close(self) -> None:
        """Everybody is told to stop."""
        with self._turn:
            for name in self._ports:
                self.conductor.leave(name)
        if self._ports:
            await asyncio.sleep(SEE_OFF)
        for port in self._ports.values():
            await asyncio.to_thread(port.close)
        self._ports.clear()

    def facts(self) -> Message:
        """What ``status`` tells of it."""
        with self._turn:
            conductor = self.conductor
            last, late, heard = conductor.pulses.last, conductor.late, conductor.heard
        return {
            "wanted": list(self.wanted),
            "followers": conductor.followers,
            "bpm": round(60.0 * heard.sample_rate / (last.interval * PER_BEAT), 2) if heard and last else None,
            "delay_seconds": round(heard.delay / SECOND, 4) if heard else None,
            "late_ms": round(late / 1e6, 2),
            "pulses": conductor.sent,
        }
