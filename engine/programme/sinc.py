"""The interpolator's table: how varispeed reads PCM between its samples."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

TAPS = 32  # as ext.varispeed
BEHIND = 15  # taps before the position
PHASES = 512  # linear between them: an error of (pi/512)²/8, −106 dB
BETA = 8.6  # Kaiser window: side lobes 90 dB down
CUTOFF = 0.93  # of Nyquist: flat to 16 kHz at 44.1 kHz, and images of what lies above are kept small

#: The fastest rate that each class of the table is for; its cutoff is lower by as much.
LIMITS = (1.02, 1.1, 1.25, 1.5, 2.0, 4.0)


@cache
def table() -> NDArray[np.float32]:
    """Windowed sincs, float32 (classes, PHASES + 1, 2·TAPS): each tap twice, for left and right.

    Row ``p`` is for a position ``p/PHASES`` behind tap BEHIND. Every row sums to 1, so that a constant stays one.
    """
    place = np.arange(TAPS) - BEHIND - np.arange(PHASES + 1)[:, None] / PHASES
    window = np.i0(BETA * np.sqrt(np.maximum(0.0, 1.0 - (place / (TAPS / 2)) ** 2))) / np.i0(BETA)
    rows = np.stack([np.sinc(place * CUTOFF / limit) * window for limit in (1.0, *LIMITS[1:])])
    rows /= rows.sum(axis=-1, keepdims=True)
    return np.ascontiguousarray(np.repeat(rows, 2, axis=-1).astype(np.float32))
