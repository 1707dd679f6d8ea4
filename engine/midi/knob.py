"""What a controller has for hands, each with what it does to the mix: a knob, a pitch slider, a wheel, a button."""

from engine.midi.binding import Binding
from engine.midi.command import Command, nudge, touch
from engine.midi.message import MidiMessage
from engine.midi.pairing import Pairing
from engine.midi.stands import Place, Stands
from engine.midi.takeover import Takeover
from engine.midi.values import LSB, bipolar, fine


class Knob:
    """Something that stands somewhere: a fader, a knob; it takes over softly. Where nobody told yet where everything
    stands, it moves nothing."""

    def __init__(self, binding: Binding, stands: Stands) -> None:
        self.binding = binding
        self.takeover = Takeover()
        self._stands = stands
        self._pairing = Pairing()

    @property
    def place(self) -> Place:
        """What it moves."""
        return self.binding.deck, self.binding.does

    def hear(self, message: MidiMessage, now: float) -> list[Command]:
        """It moved, at ``now`` in seconds."""
        position, stands = self._position(message), self.stands()
        if position is None or stands is None or not self.takeover.takes(position, stands, now):
            return []
        return self.move(position, now)

    def _position(self, message: MidiMessage) -> float | None:
        position = self._sent(message)
        return 1.0 - position if position is not None and self.binding.invert else position

    def _sent(self, message: MidiMessage) -> float | None:
        if message.kind == "pitch":
            return fine(message.value)
        if self.binding.fine and message.number == self.binding.number + LSB:
            return self._pairing.low(message.value)
        return self._pairing.high(message.value)

    def stands(self) -> float | None:
        """Where that stands which it moves."""
        return self._stands.at(self.place)

    def move(self, position: float, now: float) -> list[Command]:
        """Have it there."""
        self._stands.asked(self.place, position, now)
        return [touch(self.binding.deck, self.binding.does, position)]


class Slider(Knob):
    """A pitch slider: away from its middle the deck runs faster, or slower."""

    def __init__(self, binding: Binding, stands: Stands) -> None:
        super().__init__(binding, stands)
        self._bent_at = 0.5  # that it had the deck bent by

    def stands(self) -> float | None:
        """Where it would have to stand for the bend there is; in the middle where no hand nudges."""
        if not self._stands.state:
            return None
        nudged = self._stands.claimed(self.place) or self._stands.fresh(self.place)
        return self._bent_at if nudged else 0.5

    def move(self, position: float, now: float) -> list[Command]:
        """Bend by it, where that is another bend than before."""
        before, bend = bipolar(self.stands() or 0.5), bipolar(position)
        self._bent_at = position
        self._stands.asked(self.place, position, now)
        return [] if bend == before else [nudge(self.binding.deck, bend)]
