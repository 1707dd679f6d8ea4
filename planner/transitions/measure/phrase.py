"""M4: how far the entry and the bass swap are from phrase boundaries, as they are heard."""

import numpy as np
from numpy.typing import NDArray

from planner.transitions import timemap
from planner.transitions.measure.seam import Seam
from planner.transitions.side import Side
from planner.transitions.transition import Measure, TimeMap

LIMIT_BEATS = 0.5
#: This near to a whole bar off, or more, it is another phrase.
NEAR_BEATS = 0.5


def phrase(seam: Seam) -> Measure:
    """M4: the greatest distance, in beats of the set."""
    known = seam.pair.a.boundaries and seam.pair.b.boundaries
    if why := seam.unplaced or ("" if known else "no phrases are known"):
        return Measure(value=None, unit="beats", ok=False, measurable=False, detail=why)
    ours = _boundaries(seam.pair.a, seam.t.map_from) + seam.placement_a.frames
    theirs = _boundaries(seam.pair.b, seam.t.map_to) + seam.placement_b.frames
    beat = float(np.median(np.diff(seam.t.beats)))
    swap = float(seam.t.centre)
    entry = float(seam.t.map_to[0][0]) if seam.overlapping else swap
    places = {
        "entry on its own phrase": _distance(theirs, entry),
        "entry on the outgoing phrase": _distance(ours, entry),
        "swap": min(_distance(ours, swap), _distance(theirs, swap)),
    }
    worst = max(places, key=lambda place: places[place])
    value = places[worst] / beat
    return Measure(
        value=round(value, 3),
        unit="beats",
        ok=value <= LIMIT_BEATS,
        measurable=True,
        never=value >= seam.pair.a.grid.beats_per_bar - NEAR_BEATS,
        detail=f"worst: {worst}",
    )


def _boundaries(side: Side, time_map: TimeMap) -> NDArray[np.float64]:
    """Seam frames of the track's phrase boundaries."""
    frames = side.grid.position(np.array(side.boundaries, np.float64))
    return np.array([timemap.heard_at(time_map, float(frame)) for frame in frames])


def _distance(places: NDArray[np.float64], to: float) -> float:
    return float(np.min(np.abs(places - to)))
