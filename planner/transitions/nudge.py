"""The nudge: what a DJ does with a finger on the platter when the beats are matched and the strokes still flam.

A grid says where beats are, each in its own way: an attack that swells for 8 ms has its beat at its beginning for one
ear and at its middle for another. What must meet is sound, so the incoming track is moved by the few milliseconds that
its strokes are early or late against the outgoing track's.
"""

import numpy as np
from msgspec.structs import replace

from planner.catalogue.track import Track
from planner.transitions import timemap
from planner.transitions.measure.alone import Alone
from planner.transitions.measure.beat_error import bars
from planner.transitions.measure.seam import Seam
from planner.transitions.transition import Transition

#: Less is not heard and not worth it.
LEAST_SECONDS = 0.0007
#: More is no matter of strokes: a grid is wrong, and the measures will say so.
MOST_SECONDS = 0.025
FEWEST_BARS = 3
#: The bars must agree on it within this much (median absolute deviation).
AGREED_SECONDS = 0.004


def nudged(t: Transition, a: Track, b: Track, heard: Alone) -> Transition:
    """The transition with the incoming track moved so that its strokes fall on the outgoing track's, or as it was where
    they can't be compared. ``heard``: both tracks of it by themselves."""
    if not t.beats or t.map_to[0][0] > 0:
        return t
    lags = np.array([bar.lag for bar in bars(Seam(t, a, b, heard, heard))])
    if lags.size < FEWEST_BARS:
        return t
    lag = float(np.median(lags))
    agreed = float(np.median(np.abs(lags - lag))) <= AGREED_SECONDS
    return _moved(t, lag) if agreed and LEAST_SECONDS <= abs(lag) <= MOST_SECONDS else t


def _moved(t: Transition, lag: float) -> Transition:
    frames = round(lag * t.sample_rate)
    moved = tuple((frame, source + frames) for frame, source in t.map_to)
    way = "earlier" if lag > 0 else "later"
    return replace(
        t,
        map_to=timemap.begun(moved),
        why=(*t.why, f"the incoming track {abs(lag) * 1000:.1f} ms {way}, so that the strokes meet"),
    )
