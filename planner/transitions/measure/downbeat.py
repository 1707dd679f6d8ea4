"""M3: whether the bars of both tracks begin together, from the analyses' downbeats as they are heard."""

import numpy as np
from numpy.typing import NDArray

from planner.transitions import timemap
from planner.transitions.measure.seam import Seam
from planner.transitions.side import Side
from planner.transitions.transition import Measure, TimeMap


def downbeat(seam: Seam) -> Measure:
    """M3: the number of bars that begin without the other track's bar."""
    if why := seam.unplaced:
        return _unknown(why)
    ours, theirs = heard_downbeats(seam) if seam.overlapping else downbeats_at_the_swap(seam)
    few, many = (ours, theirs) if len(ours) <= len(theirs) else (theirs, ours)
    if not len(few) or not len(many):
        return _unknown("no downbeats sound together")
    beat = float(np.median(np.diff(seam.beats)))
    apart = np.array([np.min(np.abs(many - place)) for place in few]) / beat
    wrong = int(np.sum(apart > 0.5))
    return Measure(
        value=wrong,
        unit="bars",
        ok=wrong == 0,
        measurable=True,
        detail=f"of {len(few)}; {float(np.median(apart)):.2f} beats apart",
    )


def heard_downbeats(seam: Seam) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Seam frames at which the downbeats of each track sound, where both do."""
    start, end = seam.both
    reach = 0.25 * float(np.median(np.diff(seam.beats)))
    a, b = seam.pair.a, seam.pair.b
    ours = np.array([timemap.heard_at(seam.t.map_from, s * seam.rate) for s in a.analysis.downbeats])
    theirs = np.array([timemap.heard_at(seam.t.map_to, s * seam.rate) for s in b.analysis.downbeats])
    ours, theirs = ours + seam.placement_a.frames, theirs + seam.placement_b.frames
    inside = [(line > start - reach) & (line < end + reach) for line in (ours, theirs)]
    return ours[inside[0]], theirs[inside[1]]


def downbeats_at_the_swap(seam: Seam) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of a sharp recipe: each track's downbeat nearest to the swap; the outgoing track's would be the next to sound."""
    return (
        _nearest(seam.pair.a, seam.t.map_from, seam.t.centre) + seam.placement_a.frames,
        _nearest(seam.pair.b, seam.t.map_to, seam.t.centre) + seam.placement_b.frames,
    )


def _nearest(side: Side, time_map: TimeMap, centre: int) -> NDArray[np.float64]:
    source = timemap.heard(time_map, centre)
    return np.array([centre + float(side.grid.position(side.grid.downbeat_at(source))) - source])


def _unknown(why: str) -> Measure:
    return Measure(value=None, unit="bars", ok=False, measurable=False, detail=why)
