"""A controller: what its messages ask of the engine, and which of its lamps are lit. No I/O: bytes, states and the time
come in, commands and bytes go out."""

from collections.abc import Iterable, Sequence

from engine.bus import Message
from engine.midi.binding import Binding
from engine.midi.button import Button
from engine.midi.command import Command
from engine.midi.knob import Knob, Slider
from engine.midi.mapping import Mapping
from engine.midi.message import Kind, MidiMessage, lit, parse
from engine.midi.stands import Stands
from engine.midi.values import LSB
from engine.midi.wheel import Wheel

Part = Knob | Wheel | Button
Key = tuple[Kind, int, int]


class Controller:
    """One that is plugged in, with its ``mapping``."""

    def __init__(self, mapping: Mapping) -> None:
        self.mapping = mapping
        self.shifted = False
        self._stands = Stands()
        layered = sorted(mapping.control, key=lambda binding: binding.shift)
        self._parts = [made(binding, self._stands) for binding in layered if binding.does != "shift"]
        self._shifts = {binding.key: binding for binding in mapping.control if binding.does == "shift"}
        self._by_key = {(*key, part.binding.shift): part for part in self._parts for key in _keys(part.binding)}
        self._lamps: dict[bytes, bytes] = {}

    def hear(self, data: Sequence[int], now: float) -> list[Command]:
        """What a message asks for; ``now`` in seconds."""
        message = parse(data)
        if message is None:
            return []
        key = (message.kind, message.channel, message.number)
        if key in self._shifts:
            self._shift(message.value > 0)
            return []
        part = self._part(key)
        return part.hear(message, now) if part else []

    def _part(self, key: Key) -> Part | None:
        """What is heard there: in the layer that shift makes, where there is something, else below it."""
        above = self._by_key.get((*key, True)) if self.shifted else None
        return above or self._by_key.get((*key, False))

    def _shift(self, held: bool) -> None:
        """What is in both layers does something else from now on: its next value only says where it is."""
        if held == self.shifted:
            return
        self.shifted = held
        for part in self._parts:
            if isinstance(part, Knob) and (*part.binding.key, not part.binding.shift) in self._by_key:
                part.takeover.reset()

    def tell(self, state: Message, now: float) -> None:
        """What the engine tells of where everything stands."""
        self._stands.follow(state, now)

    def rest(self, now: float) -> list[Command]:
        """What the time alone asks for: a wheel that rests lets go."""
        return [command for part in self._parts if isinstance(part, Wheel) for command in part.rest(now)]

    @property
    def turning(self) -> bool:
        """Whether a wheel turns, so that :meth:`rest` is to be called."""
        return any(part.turning for part in self._parts if isinstance(part, Wheel))

    def lights(self, most: int | None = None) -> list[bytes]:
        """What is to be sent for the lamps to be as they should, ``most`` of it at once; nothing twice."""
        wanted = {bytes((*message[:2], 0)): message for message in self._wanted()}
        changed = {lamp: message for lamp, message in wanted.items() if self._lamps.get(lamp) != message}
        sent = dict(list(changed.items())[:most])
        self._lamps |= sent
        return list(sent.values())

    def _wanted(self) -> Iterable[bytes]:
        for part in self._parts:
            if isinstance(part, Button) and part.binding.lamp and self.shifted >= part.binding.shift:
                yield lit(MidiMessage(*part.binding.key, 0), part.lit)
        for key, binding in self._shifts.items():
            if binding.light:
                yield lit(MidiMessage(*key, 0), self.shifted)

    def dark(self) -> list[bytes]:
        """What puts out every lamp that is lit."""
        lamps, self._lamps = self._lamps, {}
        return [lamp for lamp, message in lamps.items() if lamp != message]


def made(binding: Binding, stands: Stands) -> Part:
    """What a binding is."""
    if binding.relative is not None:
        return Wheel(binding)
    if not binding.stands:
        return Button(binding, stands)
    return Slider(binding, stands) if binding.does == "nudge" else Knob(binding, stands)


def _keys(binding: Binding) -> list[Key]:
    fine = [(binding.message, binding.channel, binding.number + LSB)] if binding.fine else []
    return [binding.key, *fine]
