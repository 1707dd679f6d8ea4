"""Onset envelopes: how much the level of four bands rises, a thousand times a second.

A rise of the logarithm has the same shape at any gain, so a track under a fader has the onsets that it has without
one; the floor under the logarithm takes away what nobody hears.
"""

from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from scipy import fft

from planner.transitions.pcm import Pcm, sounding

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

    def around(self, first: int, last: int, reach: int) -> NDArray[np.float32]:
        """``rise`` from ``reach`` times before ``first`` to as many behind ``last``; none outside of what is there."""
        start, end = first - reach, last + reach
        inside = self.rise[:, max(start, 0) : max(end, 0)]
        return np.pad(inside, ((0, 0), (max(-start, 0), end - max(start, 0) - inside.shape[1])))


def onsets(pcm: Pcm, sample_rate: int) -> Onsets:
    """The onset envelopes of (n, 2) samples. Silence at either end, as a bus has, is not looked at: it has none."""
    hop, lag = max(1, round(HOP_SECONDS * sample_rate)), round(RISE_SECONDS / HOP_SECONDS)
    rise = np.zeros((len(EDGES) - 1, -(-len(pcm) // hop)), np.float32)
    edge = lag + round(WINDOW_SECONDS / HOP_SECONDS)
    first, last = (frame // hop for frame in sounding(pcm))
    first, last = max(first - edge, 0), min(last + edge, rise.shape[1])
    heard = pcm[first * hop : last * hop]
    levels = 10.0 * np.log10(_powers(0.5 * (heard[:, 0] + heard[:, 1]), hop, sample_rate) + 10 ** (FLOOR_DBFS / 10))
    rise[:, first + lag : last] = np.maximum(levels[:, lag:] - levels[:, :-lag], 0.0)
    return Onsets(rise, hop)


def _powers(mono: NDArray[np.float32], hop: int, sample_rate: int) -> NDArray[np.float32]:
    """Power of each band in a window centred on each time."""
    size = 1 << round(np.log2(WINDOW_SECONDS * sample_rate))
    window = np.hanning(size).astype(np.float32)
    padded = np.pad(mono, (size // 2, size))
    frames = np.lib.stride_tricks.sliding_window_view(padded, size)[::hop][: -(-len(mono) // hop)]
    bins = np.searchsorted(np.fft.rfftfreq(size, 1 / sample_rate), EDGES)
    powers = np.empty((len(EDGES) - 1, len(frames)), np.float32)
    for n in range(0, len(frames), CHUNK):
        _bands(frames[n : n + CHUNK] * window, bins, powers[:, n : n + CHUNK])
    return powers / np.float32(np.sum(window) ** 2 / 2)


def _bands(windows: NDArray[np.float32], bins: NDArray[np.int64], powers: NDArray[np.float32]) -> None:
    spectrum = fft.rfft(windows, axis=1, overwrite_x=True).view(np.float32)  # many at once, unlike NumPy's
    for (low, high), power in zip(pairwise(bins), powers, strict=True):
        band = spectrum[:, 2 * low : 2 * max(high, low + 1)]
        np.einsum("nb,nb->n", band, band, out=power)
