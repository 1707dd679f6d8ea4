"""The recipes of stems. The bass changes hands by the channels' EQ as well, as in a blend: a kick drum's low end is in
the drums, and only one of two may sound."""

from planner.transitions.plain_recipes import BASS_SWAP, BLEND, END, START, SWAP, SWAP_BEGINS
from planner.transitions.recipe import Lane, Move, Place, Point, Recipe

EARLY, LATE = Place(0.5), Place(1.5)


def level(lane: Lane, *points: tuple[Place, float]) -> Move:
    """A stem's own level, a fader position."""
    return Move(lane, "level", tuple(Point(place, value) for place, value in points))


def passed(leaving: Lane, entering: Lane) -> tuple[Move, Move]:
    """A stem changes hands within the last quarter of a beat before the swap."""
    return (
        level(leaving, (SWAP_BEGINS, 1.0), (SWAP, 0.0)),
        level(entering, (SWAP_BEGINS, 0.0), (SWAP, 1.0)),
    )


STEM_HANDOVER = Recipe(
    name="stem_handover",
    title="stems handed over",
    overlap="beats",
    bars=(8, 64),
    moves=BLEND.moves,
    apart=(
        *BASS_SWAP,
        *passed("from.bass", "to.bass"),
        # The outgoing voice leaves first. What a splitter leaves of it elsewhere is in the rest, which goes next.
        level("from.vocals", (START, 1.0), (EARLY, 0.0)),
        level("from.other", (EARLY, 1.0), (SWAP, 0.0)),
        level("to.other", (START, 0.0), (SWAP, 1.0)),
        level("to.drums", (START, 0.0), (EARLY, 1.0)),
        level("to.vocals", (SWAP_BEGINS, 0.0), (SWAP, 1.0)),
        level("from.drums", (SWAP, 1.0), (END, 0.0)),
    ),
    harmony=0.6,
    voices=0.3,
)

DRUMS_BRIDGE = Recipe(
    name="drums_bridge",
    title="bridge of drums",
    overlap="beats",
    bars=(8, 32),
    moves=BLEND.moves,
    apart=(
        *BASS_SWAP,
        # No harmony of one meets the other's: the drums of both are the bridge, all else changes hands on the one.
        *passed("from.bass", "to.bass"),
        *passed("from.other", "to.other"),
        *passed("from.vocals", "to.vocals"),
        level("to.drums", (START, 0.0), (EARLY, 1.0)),
        level("from.drums", (SWAP, 1.0), (END, 0.0)),
    ),
    prior=0.85,
    harmony=0.1,
    voices=0.1,
)

ACAPELLA = Recipe(
    name="acapella",
    title="voice carried over the next track",
    overlap="beats",
    bars=(8, 32),
    moves=BLEND.moves,
    apart=(
        *BASS_SWAP,
        *passed("from.bass", "to.bass"),
        level("from.other", (START, 1.0), (SWAP, 0.0)),
        level("from.drums", (Place(1.0, beats=-4.0), 1.0), (SWAP, 0.0)),
        level("from.vocals", (LATE, 1.0), (END, 0.0)),
        level("to.drums", (START, 0.0), (EARLY, 1.0)),
        level("to.other", (START, 0.0), (SWAP, 1.0)),
        level("to.vocals", (LATE, 0.0), (END, 1.0)),
    ),
    prior=0.8,
    harmony=0.6,
    voices=0.5,
    carries=True,
)
