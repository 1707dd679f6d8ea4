"""A straight line through samples, and how sure of its slope one may be."""

import math
from collections.abc import Sequence

import numpy as np
from msgspec import Struct


class Slope(Struct, frozen=True):
    """``value`` a unit of x, ± ``error``: the standard error of ordinary least squares. Samples of a process that
    wanders are not independent: then the true error is larger."""

    value: float
    error: float


def slope(x: Sequence[float], y: Sequence[float]) -> Slope:
    """Of ``y`` over ``x``, at least three samples; NaN with fewer."""
    if len(x) < 3:
        return Slope(math.nan, math.nan)
    places, values = np.asarray(x, float), np.asarray(y, float)
    off = places - places.mean()
    spread = float(off @ off)
    if spread == 0.0:
        return Slope(math.nan, math.nan)
    value = float(off @ values) / spread
    rest = values - values.mean() - value * off
    return Slope(value, math.sqrt(float(rest @ rest) / (len(x) - 2) / spread))
