"""The energy of a set: curves over the position p in 0..1, and what the occasion makes of them."""

import math
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Literal, get_args

from msgspec import Struct

Curve = Literal["build", "decline", "wave", "steady", "double_peak", "late_peak", "rollercoaster", "plateau_peak"]
Context = Literal["none", "opening", "prime", "closing", "intimate", "energetic", "ambient", "techno"]

LOWEST, HIGHEST = 0.1, 1.0
#: Factor and the position from which it counts (specification, Energy of a set).
CONTEXTS: dict[Context, tuple[float, float]] = {
    "none": (1.0, 0.0),
    "opening": (0.8, 0.0),
    "prime": (1.2, 0.4),
    "closing": (0.9, 0.7),
    "intimate": (0.85, 0.0),
    "energetic": (1.15, 0.0),
    "ambient": (0.7, 0.0),
    "techno": (1.1, 0.0),
}
_CLIMAX = 0.85  # of the late peak


class Plateau(Struct, frozen=True):
    """From position ``start`` to ``end`` the energy is ``energy``, whatever the curve says."""

    start: float
    end: float
    energy: float


def target(curve: Curve, position: float, context: Context = "none", plateaus: Sequence[Plateau] = ()) -> float:
    """The energy 0.1..1 wished for at ``position`` 0..1 (clipped). A pinned plateau is taken as it is."""
    p = min(max(position, 0.0), 1.0)
    for plateau in plateaus:
        if plateau.start <= p <= plateau.end:
            return _clip(plateau.energy)
    factor, start = CONTEXTS[context]
    return _clip(CURVES[curve](p) * (factor if p >= start else 1.0))


def _clip(energy: float) -> float:
    return min(max(energy, LOWEST), HIGHEST)


def _bump(p: float, centre: float) -> float:
    return math.exp(-0.5 * ((p - centre) / 0.1) ** 2)  # narrow enough for a valley between two peaks


def _late_peak(p: float) -> float:
    """0.4+0.5·p^2.5 up to the climax, then down by half of what was gained."""
    top = 0.5 * _CLIMAX**2.5
    return 0.4 + (0.5 * p**2.5 if p <= _CLIMAX else top * (1.0 - 0.5 * (p - _CLIMAX) / (1.0 - _CLIMAX)))


def _plateau_peak(p: float) -> float:
    """0.5 to 30 %, 0.9 from 40 to 80 %, straight lines between and down to 0.6."""
    corners = ((0.0, 0.5), (0.3, 0.5), (0.4, 0.9), (0.8, 0.9), (1.0, 0.6))
    for (left, low), (right, high) in pairwise(corners):
        if p <= right:
            return low + (high - low) * (p - left) / (right - left)
    return corners[-1][1]


CURVES: dict[Curve, Callable[[float], float]] = {
    "build": lambda p: 0.3 + 0.6 * p,
    "decline": lambda p: 0.9 - 0.6 * p,
    "wave": lambda p: 0.6 + 0.25 * math.sin(4.0 * math.pi * p),
    "steady": lambda _: 0.6,
    "double_peak": lambda p: 0.4 + 0.5 * (_bump(p, 0.25) + _bump(p, 0.75)),
    "late_peak": _late_peak,
    "rollercoaster": lambda p: 0.4 + 0.25 * p + 0.2 * math.sin(2.0 * math.pi * (3.0 * p - 0.25)),
    "plateau_peak": _plateau_peak,
}
if set(CURVES) != set(get_args(Curve)) or set(CONTEXTS) != set(get_args(Context)):
    raise AssertionError("a curve or a context has a name and no numbers")
