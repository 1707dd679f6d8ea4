"""Joins a stretched run to the plain track where both play at the same rate, so that nobody hears where."""

import numpy as np
from numpy.typing import NDArray

from engine.units import CHANNELS
from planner.transitions.pcm import Pcm

FADE_SECONDS = 0.025
HOP_SECONDS = 0.005
#: Two signals that cancel each other more than this can't be kept at level by making them louder.
WORST = -0.8
SILENCE = 1e-10  # power, −100 dBFS: nobody hears a join in it


def join_start(stretched: Pcm, plain: Pcm, sample_rate: int) -> Pcm:
    """``stretched`` with its beginning replaced by ``plain``, which runs beside it from its first frame on.

    The crossfade lies where both are most alike: a stretched sound has its partials in other phases, and only there do
    they not cancel. Its level is kept by the correlation found. Shapes (n, 2) and (m, 2), m at most n.
    """
    size = min(round(FADE_SECONDS * sample_rate), len(plain))
    if size == 0:
        return stretched
    place, alike = _most_alike(stretched, plain, size, round(HOP_SECONDS * sample_rate))
    out = stretched.copy()
    out[:place] = plain[:place]
    here = slice(place, place + size)
    out[here] = _crossfade(plain[here], stretched[here], alike)
    return out


def join_end(stretched: Pcm, plain: Pcm, sample_rate: int) -> Pcm:
    """The same at the other end: ``plain`` runs beside ``stretched`` up to its last frame."""
    return join_start(stretched[::-1], plain[::-1], sample_rate)[::-1]


def _most_alike(one: Pcm, other: Pcm, size: int, hop: int) -> tuple[int, float]:
    """Where windows of ``size`` frames correlate best, and their correlation there; silence is alike to silence."""
    one = one[: len(other)]
    places = np.arange(0, len(other) - size + 1, max(1, hop))
    ours, theirs, both = (_sums(x, y, places, size) for x, y in ((one, one), (other, other), (one, other)))
    silent = np.maximum(ours, theirs) <= SILENCE * size * CHANNELS
    alike = np.where(silent, 1.0, both / np.sqrt(np.maximum(ours * theirs, 1e-30)))
    best = int(np.argmax(alike))
    return int(places[best]), float(alike[best])


def _sums(one: Pcm, other: Pcm, places: NDArray[np.int64], size: int) -> NDArray[np.float64]:
    """The sum of ``one`` times ``other`` over both channels in each window."""
    product = np.einsum("nc,nc->n", one, other, dtype=np.float64)
    total = np.concatenate([[0.0], np.cumsum(product)])
    return np.asarray(total[places + size] - total[places])


def _crossfade(old: Pcm, new: Pcm, alike: float) -> Pcm:
    rise = np.arange(len(old)) / len(old)  # from exactly the old one on
    fall = 1.0 - rise
    level = np.sqrt(fall**2 + rise**2 + 2.0 * max(alike, WORST) * fall * rise)
    mixed = old * (fall / level)[:, None] + new * (rise / level)[:, None]
    return np.asarray(mixed, np.float32)
