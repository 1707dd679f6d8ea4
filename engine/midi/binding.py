"""A binding: one knob, fader, wheel or button of a controller, and what it does."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from engine.midi.jog import FULL
from engine.midi.message import Kind
from engine.midi.values import LSB
from engine.model import Model

Does = Literal[
    "fader", "low", "mid", "high", "filter", "stem1", "stem2", "stem3", "stem4", "crossfader", "nudge",
    "play", "cue", "skip", "hold", "hand_back", "panic", "shift",
]  # fmt: skip

#: What stands somewhere; all else is a button's, but for the nudge, which is either's.
KNOBS = frozenset({"fader", "low", "mid", "high", "filter", "stem1", "stem2", "stem3", "stem4", "crossfader"})
OF_A_DECK = (KNOBS - {"crossfader"}) | {"nudge", "play", "cue"}
OF_ANY = frozenset({"hand_back"})  # of a deck, or of everything


class Binding(Model):
    """One ``[[control]]`` of a mapping."""

    message: Annotated[Kind, Field(description="what it sends: note, cc or pitch")]
    channel: Annotated[int, Field(ge=1, le=16, description="1 to 16, as it is printed on devices")]
    number: Annotated[int, Field(ge=0, le=127, description="of the note or the controller, 0 to 127")] = 0
    does: Annotated[Does, Field(description="what it moves, or what it asks for")]
    deck: Annotated[Literal["a", "b"] | None, Field(description="a or b")] = None
    fine: Annotated[bool, Field(description="14 bits: its low ones come by the number that is 0x20 higher")] = False
    invert: Annotated[bool, Field(description="it stands at its other end")] = False
    shift: Annotated[bool, Field(description="it does this while a shift button is held")] = False
    relative: Annotated[
        Literal["offset", "twos"] | None, Field(description="a wheel: how it counts, 65 or 1 being one tick ahead")
    ] = None
    full: Annotated[float, Field(gt=0, le=10_000, description="a wheel: ticks within 0.1 s that nudge fully")] = FULL
    bend: Annotated[float, Field(ge=-1, le=1, description="a button that nudges: how much, while it is held")] = 0.0
    light: Annotated[bool, Field(description="a button: its lamp is lit by the message that it sends")] = True

    @model_validator(mode="after")
    def _makes_sense(self) -> "Binding":
        for wrong, advice in self._checks():
            if wrong:
                raise ValueError(advice)
        return self

    def _checks(self) -> list[tuple[bool, str]]:
        needs, may = self.does in OF_A_DECK, self.does in OF_A_DECK | OF_ANY
        wheel = self.relative is not None
        return [
            (needs and self.deck is None, f'{self.does} is one deck\'s: say deck = "a" or deck = "b"'),
            (self.deck is not None and not may, f"{self.does} is no deck's: leave deck out"),
            (
                self.fine and not (self.message == "cc" and self.number < LSB),
                "fine is of a cc below 0x20: leave it out",
            ),
            (wheel and not (self.message == "cc" and self.does == "nudge"), "relative is of a cc that does nudge"),
            (self.message == "pitch" and not self.stands, "a pitch bend moves something: use a note or a cc here"),
            (self.bends and not self.bend, "a button that nudges needs a bend: say bend = 1.0, or -1.0"),
            (bool(self.bend) and not self.bends, "bend is of a note that does nudge: leave it out"),
            (self.does == "shift" and self.shift, "a shift button is no other while it is held: leave shift out"),
        ]

    @property
    def bends(self) -> bool:
        """Whether it is a button that nudges while it is held."""
        return self.does == "nudge" and self.message == "note"

    @property
    def stands(self) -> bool:
        """Whether it is something that stands somewhere: a fader, a knob, a slider."""
        return self.relative is None and self.message != "note" and self.does in KNOBS | {"nudge"}

    @property
    def key(self) -> tuple[Kind, int, int]:
        """By which its messages are known."""
        return self.message, self.channel, self.number

    @property
    def lamp(self) -> bool:
        """Whether there is a lamp to light."""
        return self.light and not self.stands and self.relative is None
