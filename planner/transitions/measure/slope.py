"""A slope that outliers do not move: the median of the slopes between all points, and how sure it is.

P. K. Sen, "Estimates of the regression coefficient based on Kendall's tau", J. Am. Stat. Assoc. 63, 1968.
"""

import numpy as np
from numpy.typing import NDArray

NINE_TENTHS = 1.6448536269514722  # the normal distribution's quantile at 95 %: a tenth lies outside of both


def slope(x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[float, float, float]:
    """The slope of ``y`` over ``x``, of which no two are equal, and between what it lies with a probability of 90 %."""
    one, other = np.triu_indices(x.size, 1)
    slopes = np.sort((y[other] - y[one]) / (x[other] - x[one]))
    reach = NINE_TENTHS * np.sqrt(x.size * (x.size - 1) * (2 * x.size + 5) / 18.0)
    low = max(round((slopes.size - reach) / 2) - 1, 0)
    high = min(round((slopes.size + reach) / 2), slopes.size - 1)
    return float(np.median(slopes)), float(slopes[low]), float(slopes[high])
