"""A button, what it asks for, and when its lamp is lit."""

from engine.midi.binding import KNOBS, Binding
from engine.midi.command import Command, named, nudge, touch
from engine.midi.message import MidiMessage
from engine.midi.stands import CROSSFADER, Stands
from engine.programme.controls import EQ, LAWS, NEUTRAL, position_of

PRESSED = 0x40  # of a button that sends a cc: from here on it is down


class Button:
    """Pressed or let go of. On what stands somewhere it is a switch: off, or as it stands while nothing happens."""

    def __init__(self, binding: Binding, stands: Stands) -> None:
        self.binding = binding
        self._stands = stands

    def hear(self, message: MidiMessage, now: float) -> list[Command]:
        """It was pressed, or let go of."""
        down = message.value > 0 if message.kind == "note" else message.value >= PRESSED
        if self.binding.bends:
            return [nudge(self.binding.deck, self.binding.bend if down else 0.0)]
        return self._pressed(now) if down else []

    def _pressed(self, now: float) -> list[Command]:
        binding = self.binding
        if binding.does in KNOBS:
            return self._switched(now)
        if binding.does == "play":
            return [Command("play" if self._stopped else "cue", named(binding.deck))]
        if binding.does == "hold":
            return [Command("hold", {"on": not self._stands.held})]
        return [Command(binding.does, named(binding.deck))]

    def _switched(self, now: float) -> list[Command]:
        """From where it does nothing to where it is off, and back."""
        deck, control = place = self.binding.deck, self.binding.does
        stands, neutral = self._stands.at(place), neutral_position(control)
        if stands is None:
            return []
        position = neutral if stands < neutral - 0.01 else 0.0
        self._stands.asked(place, position, now)
        return [touch(deck, control, position)]

    @property
    def _stopped(self) -> bool:
        stands = self._stands.at((self.binding.deck, "play"))
        return stands is not None and stands < 0.5

    @property
    def lit(self) -> bool:
        """Whether its lamp is: a deck that sounds, one that is stopped, a hold, what a hand has, a band that is shut, a
        stem that sounds."""
        binding, stands = self.binding, self._stands
        if not stands.state:
            return False
        if binding.does in KNOBS:
            up = (stands.at((binding.deck, binding.does)) or 0.0) > 0.01
            return up if binding.does not in EQ else not up
        lights = {
            "play": not self._stopped,
            "cue": self._stopped,
            "hold": stands.held,
            "hand_back": stands.any_claimed(binding.deck),
            "nudge": stands.claimed((binding.deck, "nudge")),
        }
        return lights.get(binding.does, False)


def neutral_position(control: str) -> float:
    """Where a control stands while nothing happens."""
    if control == CROSSFADER or control not in LAWS:
        return 0.5
    return position_of(control, NEUTRAL[control])
