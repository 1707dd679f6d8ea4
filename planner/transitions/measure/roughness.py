"""How rough partials sound together: the beating of those that fall into one critical band.

P. N. Vassilakis, "Perceptual and Physical Properties of Amplitude Fluctuation and their Musical Significance", thesis,
UCLA 2001, equations 6.21 to 6.23: of each pair of sines X^0.1 · 0.5 · Y^3.11 · Z, with X the product of the amplitudes,
Y the degree of the fluctuation, and Z the curve of W. A. Sethares, "Local consonance and the relationship between
timbre and scale", J. Acoust. Soc. Am. 94, 1993.
"""

import numpy as np
from numpy.typing import NDArray

from planner.transitions.measure.partials import Partials

B1, B2, S0, S1, S2 = 3.5, 5.75, 0.24, 0.0207, 18.96


def roughness(found: Partials) -> NDArray[np.float64]:
    """(moments,), without a unit. Amplitudes are taken relative to the moment's strongest: how loud a bus is played
    does not make it rough."""
    levels = found.levels / np.maximum(found.levels.max(axis=1, keepdims=True), 1e-12)
    one, other = np.triu_indices(levels.shape[1], 1)
    weaker = np.minimum(levels[:, one], levels[:, other])
    together = levels[:, one] + levels[:, other]
    lower = np.minimum(found.hertz[:, one], found.hertz[:, other])
    apart = np.abs(found.hertz[:, one] - found.hertz[:, other]) * S0 / (S1 * lower + S2)
    product = levels[:, one] * levels[:, other]
    fluctuation = np.where(weaker > 0, 2.0 * weaker / np.maximum(together, 1e-12), 0.0)
    beating = np.exp(-B1 * apart) - np.exp(-B2 * apart)
    return np.asarray(np.sum(product**0.1 * 0.5 * fluctuation**3.11 * beating, axis=1))
