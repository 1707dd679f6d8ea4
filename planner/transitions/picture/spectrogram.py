"""A bus as an image: level by time and by frequency, as the ear divides it."""

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from planner.transitions.pcm import Pcm

LOW_HZ, HIGH_HZ = 40.0, 16_000.0
BANDS = 104  # twelve an octave: a semitone is a line
WINDOW = 4_096
COLUMNS = 1_200  # more than a screen shows
#: What is drawn: from the noise of a quiet passage to the loudest partial of a mix.
FLOOR_DB, CEILING_DB = -85.0, -20.0


def spectrogram(pcm: Pcm, rate: int) -> NDArray[np.float32]:
    """dB relative to a full-scale sine (BANDS, columns), low frequencies first; at most COLUMNS, evenly spaced."""
    mono = np.pad(0.5 * (pcm[:, 0] + pcm[:, 1]), WINDOW // 2)
    hop = max(1, -(-len(pcm) // COLUMNS))
    window = np.hanning(WINDOW).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(mono, WINDOW)[::hop][: -(-len(pcm) // hop)]
    powers = np.abs(fft.rfft(frames * window, axis=1)) ** 2 / np.float32(np.sum(window) ** 2 / 4)
    edges = np.geomspace(LOW_HZ, HIGH_HZ, BANDS + 1) * WINDOW / rate
    first = np.round(edges[:-1]).astype(int)
    banded = np.maximum.reduceat(powers, np.minimum(first, powers.shape[1] - 1), axis=1)
    return np.asarray(10.0 * np.log10(banded.T + 1e-12), np.float32)


def band_at(hertz: float) -> float:
    """The row of a frequency, fractional."""
    return float(BANDS * np.log(hertz / LOW_HZ) / np.log(HIGH_HZ / LOW_HZ))
