"""Hot-plugging: who came, who went, and the ports that are opened and closed for it."""

import asyncio
from collections.abc import Callable, Sequence

from engine.errors import NoMidi
from engine.logs import logger
from engine.midi.command import Command
from engine.midi.controller import Controller
from engine.midi.mapping import Mapping
from engine.midi.mappings import fitting
from engine.midi.plugged import Plugged, Send
from engine.midi.ports import Ports

log = logger(__name__)


class Plugging:
    """``plugged``: by port, the controllers that are there: those that ``known`` has a mapping for. What they ask for
    goes to ``send``; ``came`` hears of each."""

    def __init__(self, known: Sequence[Mapping], send: Send, came: Callable[[Plugged], None]) -> None:
        self.plugged: dict[str, Plugged] = {}
        self.unknown: list[str] = []  # inputs without a mapping
        self._known = known
        self._send = send
        self._came = came

    async def look(self, ports: Ports) -> None:
        """See who came and who went. Raises NoMidi when there are no ports any longer."""
        inputs, outputs = await asyncio.to_thread(lambda: (ports.inputs(), ports.outputs()))
        for name in [name for name in self.plugged if name not in inputs]:
            await self.gone(name)
        for name in inputs:
            if name not in self.plugged and (mapping := fitting(self._known, name)):
                await self._open(ports, name, outputs, mapping)
        self._notice([name for name in inputs if name not in self.plugged])

    async def _open(self, ports: Ports, name: str, outputs: Sequence[str], mapping: Mapping) -> None:
        one = Plugged(Controller(mapping), name, self._send)
        loop = asyncio.get_running_loop()

        def hear(data: Sequence[int]) -> None:
            loop.call_soon_threadsafe(one.hear, data)

        try:
            one.listening = await asyncio.to_thread(ports.listen, name, hear)
            lamps = beside(name, self._lamps_of(outputs, mapping))
            one.lamps = await asyncio.to_thread(ports.speak, lamps) if lamps else None
        except NoMidi as error:  # it went while it was opened, or somebody else has it: the next look tries again
            log.warning("a controller can't be opened", port=name, why=str(error))
            await one.close()
            return
        self.plugged[name] = one
        log.info("a controller came", port=name, mapping=mapping.controller.name, lamps=lamps)
        self._came(one)

    def _lamps_of(self, outputs: Sequence[str], mapping: Mapping) -> list[str]:
        """Outputs of such a controller that no other one has."""
        taken = {one.lamps.name for one in self.plugged.values() if one.lamps is not None}
        return [name for name in outputs if mapping.fits(name) and name not in taken]

    async def gone(self, name: str) -> None:
        """Its cable is out: what it held is the automation's again, by the usual way."""
        one = self.plugged.pop(name)
        log.warning("a controller went: the automation has what it held", port=name)
        self._send([Command("goodbye")], one.source)
        await one.close()

    async def close(self) -> None:
        """Everybody's lamps are out, and nobody is listened to."""
        for name in list(self.plugged):
            self._send([Command("goodbye")], self.plugged[name].source)
            await self.plugged.pop(name).close()

    def _notice(self, unknown: list[str]) -> None:
        for name in set(unknown) - set(self.unknown):
            log.info("a port without a mapping: everset midi learn", port=name)
        self.unknown = unknown


def beside(name: str, outputs: Sequence[str]) -> str | None:
    """The output that belongs to the input ``name``: the one with the same name, else the one that begins as it does
    for longest; None where there is none."""
    return max(outputs, key=lambda output: len(common(name, output)), default=None)


def common(one: str, other: str) -> str:
    """What both begin with."""
    length = next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), None)
    return one[:length] if length is not None else min(one, other, key=len)
