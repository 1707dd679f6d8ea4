"""Tempos: which go together, and how far apart they are once half, double and three-two time are folded."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

#: The step that is heard or felt, in BPM, by genre (specification, Tempo); UNKNOWN_TOLERANCE for the others.
TOLERANCE: dict[str, float] = {
    "minimal techno": 1.0,
    "house": 1.5,
    "deep house": 1.5,
    "tech house": 1.5,
    "techno": 1.5,
    "disco": 1.5,  # played into house sets, on their floor
    "progressive house": 2.0,
    "trance": 2.0,
    "progressive trance": 2.5,
    "drum and bass": 3.0,
    "jungle": 3.0,
    "hardcore": 4.0,
    "downtempo": 5.0,
    "trap": 6.0,
    "pop": 6.0,
    "chill-out": 6.0,
    "r&b": 7.0,
    "hip-hop": 8.0,
    "ambient": 10.0,
}
UNKNOWN_TOLERANCE = 3.0
NORMAL_STRETCH = 0.06  # of the tempo: inaudible to most with a good stretcher
MOST_STRETCH = 0.10
#: Multiples of a tempo that also match, and how far off the ratio may be.
FOLDS = ((2.0, 0.12), (1.5, 0.06))
_ROUNDING = 1e-5  # of float32 tempos


def tolerance(a: str, b: str, overrides: Mapping[str, float] | None = None) -> float:
    """BPM between tracks of two normalised genres that need no stretching: the stricter genre's."""
    table = {**TOLERANCE, **(overrides or {})}
    known = [table[genre] for genre in (a, b) if genre in table]
    return min(known) if known else UNKNOWN_TOLERANCE


def multiple(a: float, b: NDArray[np.floating]) -> NDArray[np.float32]:
    """What the tempos ``b`` (n,) are of tempo ``a`` (BPM): 2, 1/2, 3/2, 2/3, or 1 where nothing else fits.

    The bounds are on the greater over the smaller tempo, so that the way there and back fold alike.
    """
    ratio = b / a
    large = np.maximum(ratio, 1.0 / ratio)
    times = np.ones_like(ratio)
    for fold, slack in FOLDS:
        times = np.where(np.abs(large - fold) <= slack + _ROUNDING, fold, times)
    return np.asarray(np.where(ratio >= 1.0, times, 1.0 / times), np.float32)


def folded(a: float, b: NDArray[np.floating]) -> NDArray[np.float32]:
    """``b / a`` with the multiple taken out (n,): 1.0 is beat on beat as it is, 1.06 is 6 % faster."""
    return np.asarray(b / a / multiple(a, b), np.float32)


def fold(a: float, b: float) -> tuple[float, float]:
    """``(folded ratio, multiple)`` of two tempos in BPM."""
    tempos = np.array([b], np.float64)
    return float(folded(a, tempos)[0]), float(multiple(a, tempos)[0])
