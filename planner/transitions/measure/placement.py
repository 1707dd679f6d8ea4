"""Whether a bus sounds when the plan says: its lateness against the same track without faders and EQ."""

import numpy as np
from msgspec import Struct

from planner.transitions.measure.lag import likeness, peak
from planner.transitions.measure.onsets import Onsets

REACH_SECONDS = 5.0  # two bars at 96 BPM
#: A bus that is this alike is recognised; less is another sound, or none.
RECOGNISED = 0.3
#: A loop is nearly as alike a bar later: a lag must be this much better than none.
BETTER = 0.03


class Placement(Struct, frozen=True):
    """``frames``: how late the bus is; 0 and ``sure`` False where it can't be told."""

    frames: float
    sure: bool


def placement(bus: Onsets, alone: Onsets, window: tuple[int, int]) -> Placement:
    """How late ``bus`` is against ``alone`` within ``window`` (frames of the audition)."""
    first, last = (frame // bus.hop for frame in window)
    reach = round(REACH_SECONDS * 1000)
    expected = alone.rise[:, first:last]
    if expected.shape[1] < 200:
        return Placement(0.0, sure=False)
    padded = np.pad(bus.rise, ((0, 0), (reach, reach)))[:, first : last + 2 * reach]
    curve = likeness(expected, padded, reach)
    place, height = peak(curve, 0, curve.size)
    here, level = peak(curve, reach - 50, reach + 51)
    if height < level + BETTER:
        place, height = here, level
    return Placement((place - reach) * bus.hop, height >= RECOGNISED) if height >= RECOGNISED else Placement(0.0, False)
