"""What a hand may want a controller to do, by name, and what was moved for it as a binding."""

from typing import get_args

from msgspec import Struct
from pydantic import ValidationError

from engine.errors import UsageError
from engine.midi.binding import OF_A_DECK, Binding, Does
from engine.midi.learning import Found


class Wish(Struct, frozen=True):
    """``does`` of ``deck``; of both, or of neither, without one."""

    does: Does
    deck: str | None = None

    @property
    def name(self) -> str:
        """As the command line has it: ``a.fader``, ``crossfader``."""
        return self.does if self.deck is None else f"{self.deck}.{self.does}"

    def binding(self, found: Found) -> Binding:
        """``found`` does it. Raises UsageError where that can't be."""
        facts = {
            "message": found.message, "channel": found.channel, "number": found.number, "fine": found.fine,
            "does": self.does, "deck": self.deck,
            "relative": found.relative if self.does == "nudge" else None,
            "bend": 1.0 if self.does == "nudge" and found.message == "note" else 0.0,
        }  # fmt: skip
        try:
            return Binding.model_validate(facts)
        except ValidationError as error:
            said = error.errors()[0]["msg"].removeprefix("Value error, ")
            raise UsageError(f"{self.name} can't be that: {said}") from error


#: Everything, in the order in which one goes over a mixer.
WISHES = (
    *(Wish(does, deck) for deck in ("a", "b") for does in get_args(Does) if does in OF_A_DECK),
    *(Wish(does) for does in get_args(Does) if does not in OF_A_DECK),
)


def wish_named(name: str) -> Wish:
    """The wish of that name. Raises UsageError."""
    for wish in WISHES:
        if wish.name == name:
            return wish
    raise UsageError(f"nothing is called {name!r}: use one of {', '.join(wish.name for wish in WISHES)}")
