"""A touch: what a hand did to one control of one deck, at which frame."""

from typing import Literal, cast, get_args

from msgspec import Struct

from engine.programme.controls import NEUTRAL, Control
from engine.programme.decks import DECKS, DeckName, deck_named

TICK = 32  # frames of the grid that touches are made on, as ext.strip
NEXT = -1  # the frame of a touch that is to be made as soon as it can be: the audio side gives it its own

Doing = Literal["move", "push", "stop", "release", "reset"]

Told = tuple[int, int, int, int, int, float, float, int, int, int]


class Touch(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What was done, by its running ``number``, at programme frame ``frame``, a tick; the audio side gives it both.

    "move": the hand has the control from here on, and takes it to ``value`` (engine.programme.controls) within
    ``glide`` frames. "push": it takes it there by ``rate`` a frame. "stop": it leaves it at the whole number where it
    is. "release": it gives it back from frame ``since`` on, all of it by ``until``, in no less than ``glide`` frames.
    "reset": nothing of any deck is claimed any longer, at once."""

    number: int = 0  # of one that has none yet
    frame: int = NEXT
    doing: Doing = "move"
    deck: DeckName = "a"
    control: Control = "fader"
    value: float = 0.0
    rate: float = 0.0
    glide: int = 1
    since: int = 0
    until: int = 0

    @property
    def place(self) -> str:
        """Which control of which deck."""
        return place(self.deck, self.control)

    def told(self) -> Told:
        """As the renderer has it."""
        return (
            self.number, self.frame, _DOINGS.index(self.doing), DECKS.index(deck_named(self.deck)),
            _CONTROLS.index(self.control), self.value, self.rate, self.glide, self.since, self.until,
        )  # fmt: skip


_DOINGS: tuple[Doing, ...] = get_args(Doing)
_CONTROLS = tuple(NEUTRAL)


def heard(told: Told) -> Touch:
    """The touch that the renderer tells of."""
    number, frame, doing, deck, control, value, rate, glide, since, until = told
    return Touch(
        number=number, frame=frame, doing=_DOINGS[doing], deck=DECKS[deck].name, control=_CONTROLS[control],
        value=value, rate=rate, glide=glide, since=since, until=until,
    )  # fmt: skip


def ceil_tick(frame: int) -> int:
    """The first tick at ``frame`` or behind it."""
    return -(-frame // TICK) * TICK


def place(deck: DeckName, control: Control) -> str:
    """A name of a control among those of all decks."""
    return f"{deck}.{control}"


def parted(place: str) -> tuple[DeckName, Control]:
    """Its deck and its control."""
    deck, control = place.split(".")
    return deck_named(deck).name, cast("Control", control)


def placed(place: str) -> tuple[int, int]:
    """The same by their numbers, as the renderer has them."""
    deck, control = parted(place)
    return DECKS.index(deck_named(deck)), _CONTROLS.index(control)
