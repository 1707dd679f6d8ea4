"""A recipe: how two tracks share a seam, as data. Times are places in the seam, never frames."""

from typing import Literal

from msgspec import Struct

from engine.programme.envelope import Parameter

#: Whose sound an envelope moves: all of a track's, or one stem's.
Lane = Literal[
    "from", "from.drums", "from.bass", "from.vocals", "from.other", "to", "to.drums", "to.bass", "to.vocals", "to.other"
]

#: "beats": both grids sound together and must match. "none": they never do. "free": together, matched where possible.
Overlap = Literal["beats", "none", "free"]


class Place(Struct, frozen=True):
    """A place in a seam. ``share``: 0 is its start, 1 the swap (where the bass and the title change), 2 its end, linear
    in beats between; ``beats`` and ``seconds`` are added to that."""

    share: float
    beats: float = 0.0
    seconds: float = 0.0


class Point(Struct, frozen=True):
    """A parameter's ``value`` at a place, in the parameter's own unit (see engine.programme.envelope)."""

    place: Place
    value: float


class Move(Struct, frozen=True):
    """One parameter of one lane over the seam."""

    lane: Lane
    parameter: Parameter
    points: tuple[Point, ...]


class Echoing(Struct, frozen=True, kw_only=True):
    """The outgoing track's last ``beats`` beats before the swap, heard ``repeats`` times from the swap on, as many
    beats of the incoming track apart: the first ``first_db``, each further one ``fall_db``, high-passed from
    ``highpass[0]`` up to ``highpass[1]`` Hz."""

    beats: int = 1
    repeats: int
    first_db: float
    fall_db: float
    highpass: tuple[float, float]


class Recipe(Struct, frozen=True, kw_only=True):
    """``moves``: of the tracks as they are. ``apart``: in their stead where stems are lanes of their own; a recipe that
    has it is one of stems, and ``moves`` are how it is played without. ``bars``: fewest and most. ``enters``,
    ``leaves``: where the incoming track begins to sound and the outgoing one has ended. ``prior``: how much a DJ
    prefers it where everything allows it, 0..1. ``harmony``, ``voices``: how much of the two tracks' harmony, and of
    two voices, sounds together, 0..1. ``carries``: it is made for the outgoing track's voice over the incoming track,
    and for nothing else. ``title``: in words, for reasons."""

    name: str
    title: str
    overlap: Overlap
    bars: tuple[int, int]
    moves: tuple[Move, ...]
    apart: tuple[Move, ...] = ()
    enters: Place = Place(0.0)
    leaves: Place = Place(2.0)
    echo: Echoing | None = None
    prior: float = 1.0
    harmony: float = 1.0
    voices: float = 1.0
    carries: bool = False
