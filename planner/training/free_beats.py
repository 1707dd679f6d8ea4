"""How far apart two beats run that no plan joins.

A plain fade has no common beats, so its samples are not measured for M1; but two trusted grids that sound
together say it as well: "never more than an eighth of a beat over half the overlap" (specification, M1).
Without this a scorer would learn that tempos that don't fit are no fault.
"""

import numpy as np
from numpy.typing import NDArray

from planner.catalogue.track import Track
from planner.transitions.measure.beat_error import LOST_BEAT, LOST_SHARE, MEDIAN_MS
from planner.transitions.transition import Measure, TimeMap, Transition

Floats = NDArray[np.float64]


def free_beats(t: Transition, a: Track, b: Track) -> Measure | None:
    """M1 from both grids: the median distance in ms of the incoming track's beats to the outgoing one's,
    while both sound. None where the beats run together by plan, or a grid is not to be trusted."""
    if t.beats or not (a.analysis.trusted and b.analysis.trusted):
        return None
    overlap = t.map_to[0][0], t.map_from[-1][0]
    ours, theirs = _heard(a, t.map_from, t.sample_rate), _heard(b, t.map_to, t.sample_rate)
    together = theirs[(theirs >= overlap[0]) & (theirs < overlap[1])]
    if len(ours) < 2 or not len(together):
        return None
    apart = np.min(np.abs(together[:, None] - ours[None, :]), axis=1) / t.sample_rate
    beat = float(np.median(np.diff(ours))) / t.sample_rate
    lost = float(np.mean(apart > LOST_BEAT * beat))
    value = 1000.0 * float(np.median(apart))
    return Measure(
        value=round(value, 3),
        unit="ms",
        ok=value <= MEDIAN_MS,
        measurable=True,
        never=lost > LOST_SHARE,
        detail=f"from the beat grids, which no plan joins; {lost:.0%} more than an eighth of a beat off",
    )


def _heard(track: Track, time_map: TimeMap, sample_rate: int) -> Floats:
    """The seam frames at which the track's beats are heard, those outside the map left out."""
    frames = np.asarray(track.analysis.beats, np.float64) * sample_rate
    heard, sources = (np.array(column, np.float64) for column in zip(*time_map, strict=True))
    inside = frames[(frames >= sources[0]) & (frames <= sources[-1])]
    return np.interp(inside, sources, heard)
