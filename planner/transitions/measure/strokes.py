"""How far the strokes of a bus are from where its map says: what stretching did to them."""

import numpy as np

from planner.transitions.measure.lag import likeness, peak
from planner.transitions.measure.onsets import Onsets

PIECE = 1_000  # hops of 1 ms: some strokes, and no time for the tempo to move
REACH = 30  # hops; a stroke that is further off is M1's matter
#: Less alike than this, EQ and faders have left nothing that could be recognised.
RECOGNISED = 0.5


def errors(bus: Onsets, alone: Onsets, window: tuple[int, int], rate: int) -> list[float]:
    """Seconds, without a sign, by which each piece of ``bus`` within ``window`` (frames) is off the same track by
    varispeed, ``alone``; pieces that can't be recognised are left out."""
    first, last = (frame // bus.hop for frame in window)
    found = (_piece(bus, alone, start) for start in range(first, last - PIECE + 1, PIECE // 2))
    return [abs(lag) * bus.hop / rate for lag, alike in found if alike >= RECOGNISED]


def _piece(bus: Onsets, alone: Onsets, first: int) -> tuple[float, float]:
    """Lag, in hops, and likeness."""
    expected = alone.rise[:, first : first + PIECE]
    if not np.any(expected):
        return 0.0, 0.0
    place, height = peak(likeness(expected, bus.around(first, first + PIECE, REACH), REACH), 0, 2 * REACH + 1)
    return place - REACH, height
