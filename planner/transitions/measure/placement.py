"""Whether a bus sounds when the plan says: its lateness against the same track without faders and EQ."""

import numpy as np
from msgspec import Struct

from planner.transitions.measure.lag import likeness, peak
from planner.transitions.measure.onsets import Onsets

REACH_SECONDS = 5.0  # two bars at 96 BPM
#: Compared piece by piece: while the tempo moves, a whole bar late is not the same time late everywhere.
PIECE_SECONDS = 8.0
#: A piece that is this alike is recognised; less is another sound, or none.
RECOGNISED = 0.3
#: A loop is nearly as alike a bar later: a lag must be this much better than none.
BETTER = 0.03


class Placement(Struct, frozen=True):
    """``frames``: how late the bus is; 0 and ``sure`` False where it can't be told."""

    frames: float
    sure: bool


def placement(bus: Onsets, alone: Onsets, window: tuple[int, int]) -> Placement:
    """How late ``bus`` is against ``alone`` within ``window`` (frames of the audition): what its pieces agree on,
    each counted by how surely it was recognised."""
    first, last = (frame // bus.hop for frame in window)
    piece = round(PIECE_SECONDS * 1000)
    found = [_piece(bus, alone, start, min(start + piece, last)) for start in range(first, last, piece // 2)]
    sure = sorted((lag, height) for lag, height in found if height >= RECOGNISED)
    if not sure:
        return Placement(0.0, sure=False)
    lags, heights = np.array(sure).T
    weights = np.cumsum(heights)
    return Placement(float(lags[np.searchsorted(weights, weights[-1] / 2)]) * bus.hop, sure=True)


def _piece(bus: Onsets, alone: Onsets, first: int, last: int) -> tuple[float, float]:
    """Lag, in hops, and likeness of one piece."""
    reach = round(REACH_SECONDS * 1000)
    expected = alone.rise[:, first:last]
    if expected.shape[1] < reach // 5:
        return 0.0, 0.0
    curve = likeness(expected, bus.around(first, last, reach), reach)
    place, height = peak(curve, 0, curve.size)
    here, level = peak(curve, reach - 50, reach + 51)
    return (here - reach, level) if height < level + BETTER else (place - reach, height)
