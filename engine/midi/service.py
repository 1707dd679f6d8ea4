"""The MIDI process: controllers have a hand on the mix. Whatever happens to it happens to nobody else: the engine gives
back what a process held that has gone."""

import asyncio
from collections.abc import Callable, Sequence

from engine.bus import Message, Server
from engine.errors import NoMidi
from engine.logs import logger
from engine.midi.clock.clockwork import Clockwork
from engine.midi.command import Command
from engine.midi.link import Link
from engine.midi.mappings import mappings
from engine.midi.plugged import Plugged
from engine.midi.plugging import Plugging
from engine.midi.ports import Ports
from engine.midi.settings import MidiSettings
from engine.places import Places
from engine.together import together
from engine.vitals import vitals

LOOK = 0.5  # seconds between two looks at what is plugged in: nobody changes a cable in less
AGAIN = 10.0  # seconds until MIDI is looked for again where there is none
REST = 0.02  # seconds between two looks at wheels that turn

log = logger(__name__)


class MidiService:
    """One station's MIDI, from its start to ``stop``."""

    def __init__(self, places: Places, settings: MidiSettings, stop: asyncio.Event) -> None:
        known, problems = mappings([places.controllers, *settings.controllers])
        self.problems = problems
        self.why = ""  # why there is no MIDI
        self.settings = settings
        self.link = Link(places.socket("engine"), self._tell, self._back)
        self.plugging = Plugging(known, self._send, self._came)
        self.clock = Clockwork(places, settings.clock, settings.clock_offset_ms)
        self.server = Server(places.socket("midi"), {"status": lambda _request: self.status()})
        self._ports: Ports | None = None
        self._state: Message = {}
        self._stopping = stop
        self._turning = asyncio.Event()

    async def run(self, on_air: Callable[[], None] = lambda: None) -> None:
        """Serve until told to stop. Raises NoMidi when what there was of MIDI has gone."""
        for problem in self.problems:
            log.error("a mapping is left out", why=problem)
        await self.server.start()
        on_air()
        try:
            clock = [self.clock.run()] if self.settings.clock else []
            await together(self._stopping, self._look(), self._rest(), *clock)
        finally:
            await self._leave()

    async def _leave(self) -> None:
        await self.clock.close()
        await self.plugging.close()
        await self.link.follow(False)
        await self.server.stop()
        log.info("left")

    async def _look(self) -> None:
        while True:
            if self._ports is None:
                await self._find()
            else:
                await asyncio.to_thread(self._ports.beat)
                await self.plugging.look(self._ports)
                if self.settings.clock:
                    await self.clock.look(self._ports)
            await self.link.follow(bool(self.plugging.plugged))
            await asyncio.sleep(LOOK if self._ports else AGAIN)

    async def _find(self) -> None:
        """Look for MIDI at all."""
        try:
            self._ports = await asyncio.to_thread(Ports, self.settings.api)
        except NoMidi as error:
            if str(error) != self.why:
                log.error("no controller can be heard", why=str(error))
            self.why = str(error)
        else:
            self.why = ""
            log.info("listening", api=self._ports.api)
            await self.plugging.look(self._ports)

    async def _rest(self) -> None:
        while True:
            await self._turning.wait()
            await asyncio.sleep(REST)
            for one in self.plugging.plugged.values():
                one.rest()
            if not any(one.controller.turning for one in self.plugging.plugged.values()):
                self._turning.clear()

    def _send(self, commands: Sequence[Command], source: str) -> None:
        self.link.send(commands, source)
        if any(command.name == "nudge" for command in commands):
            self._turning.set()

    def _came(self, one: Plugged) -> None:
        one.tell(self._state)

    def _tell(self, state: Message) -> None:
        self._state = state
        for one in self.plugging.plugged.values():
            one.tell(state)

    def _back(self) -> None:
        """The engine is there. What was claimed of the one before is whose who asks first; a hold it does not keep."""
        for one in self.plugging.plugged.values():
            held = [Command("hold", {"on": True})] if one.holding else []
            self.link.send([Command("hand_state"), *held], one.source)

    def status(self) -> Message:
        """What this process does."""
        return {
            **vitals("midi", "running" if self._ports else "waiting"),
            "api": self._ports.api if self._ports else None,
            "why": self.why,
            "problems": self.problems,
            "controllers": [one.facts() for one in self.plugging.plugged.values()],
            "unknown": self.plugging.unknown,
            "clock": self.clock.facts(),
            "engine": self.link.there,
            "lost": self.link.lost,
        }
