"""A jog wheel of a deck."""

from engine.midi.binding import Binding
from engine.midi.command import Command, nudge
from engine.midi.jog import Jog, ticks
from engine.midi.message import MidiMessage


class Wheel:
    """It nudges while it turns."""

    def __init__(self, binding: Binding) -> None:
        self.binding = binding
        self._jog = Jog(binding.full)

    def hear(self, message: MidiMessage, now: float) -> list[Command]:
        """It turned."""
        assert self.binding.relative is not None
        turned = ticks(message.value, self.binding.relative)
        return self._asked(self._jog.turn(-turned if self.binding.invert else turned, now))

    def rest(self, now: float) -> list[Command]:
        """Time passed."""
        return self._asked(self._jog.rest(now))

    @property
    def turning(self) -> bool:
        """Whether it nudges, so that it has to be asked to :meth:`rest`."""
        return self._jog.bend != 0.0

    def _asked(self, bend: float | None) -> list[Command]:
        return [] if bend is None else [nudge(self.binding.deck, bend)]
