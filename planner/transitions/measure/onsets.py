"""Onset envelopes: how much the level of four bands rises, a thousand times a second.

A rise of the logarithm has the same shape at any gain, so a track under a fader has the onsets that it has without
one; the floor under the logarithm takes away what nobody hears.
"""

from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import fft

from planner.transitions.pcm import Pcm

#: Edges in Hz: the kick's body, its punch and the bass, the snare and the voice, the hats and every click.
EDGES = (30.0, 180.0, 900.0, 4_000.0, 16_000.0)
WINDOW_SECONDS = 0.0116  # two periods of the kick; the same for every signal, so that its blur cancels in lags
HOP_SECONDS = 0.001
RISE_SECONDS = 0.010
FLOOR_DBFS = -66.0
CHUNK = 512  # windows transformed at once: they and their spectra stay in a core's cache


class Onsets(Struct, frozen=True):
    """``rise``: dB, float32 (bands, times). Time ``n`` is the frame ``n · hop``."""

    rise: NDArray[np.float32]
    hop: int


def onsets(pcm: Pcm, sample_rate: int) -> Onsets:
    """The onset envelopes of (n, 2) samples."""
    hop = max(1, round(HOP_SECONDS * sample_rate))
    levels = 10.0 * np.log10(_powers(0.5 * (pcm[:, 0] + pcm[:, 1]), hop, sample_rate) + 10 ** (FLOOR_DBFS / 10))
    lag = round(RISE_SECONDS / HOP_SECONDS)
    rise = np.zeros_like(levels)
    rise[:, lag:] = np.maximum(levels[:, lag:] - levels[:, :-lag], 0.0)
    return Onsets(rise.astype(np.float32), hop)


def _powers(mono: NDArray[np.float32], hop: int, sample_rate: int) -> NDArray[np.float64]:
    """Power of each band in a window centred on each time."""
    size = 1 << round(np.log2(WINDOW_SECONDS * sample_rate))
    window = np.hanning(size).astype(np.float32)
    padded = np.pad(mono, (size // 2, size))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][: -(-len(mono) // hop)]
    bins = np.searchsorted(np.fft.rfftfreq(size, 1 / sample_rate), EDGES)
    parts = [_bands(frames[n : n + CHUNK] * window, bins) for n in range(0, len(frames), CHUNK)]
    return np.concatenate(parts).T / np.sum(window) ** 2 * 2 if parts else np.zeros((len(EDGES) - 1, 0))


def _bands(windows: NDArray[np.float32], bins: NDArray[np.int64]) -> NDArray[np.float64]:
    spectrum = fft.rfft(windows, axis=1, overwrite_x=True)[:, : bins[-1] + 1]  # many at once, unlike NumPy's
    power = spectrum.real**2 + spectrum.imag**2  # np.abs takes a root that is squared again
    return np.stack([power[:, low : max(high, low + 1)].sum(axis=1) for low, high in pairwise(bins)], 1)
