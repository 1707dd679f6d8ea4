"""How late one onset envelope is against another."""

import numpy as np
from numpy.typing import NDArray
from scipy import fft

Curve = NDArray[np.float64]


def likeness(one: NDArray[np.float32], other: NDArray[np.float32], reach: int) -> Curve:
    """Normalised cross-correlation (2·reach+1,) of ``one`` (bands, n) with ``other`` (bands, n + 2·reach), whose middle
    it would fall on without a lag. Each band counts as much as it has onsets in both; −1..1."""
    flat, level = (_flat(each.astype(np.float64)) for each in (one, other))
    theirs = np.concatenate([[0.0], np.cumsum(np.einsum("bn,bn->n", level, level))])
    theirs = theirs[one.shape[1] :] - theirs[: -one.shape[1]]
    return _correlated(level, flat) / np.sqrt(np.maximum(np.sum(flat**2) * theirs, 1e-12))


def peak(curve: Curve, low: int, high: int) -> tuple[float, float]:
    """Place and height of the maximum of ``curve`` within ``[low, high)``, the place between samples by a parabola."""
    best = low + int(np.argmax(curve[low:high]))
    if not 0 < best < curve.size - 1:
        return float(best), float(curve[best])
    left, middle, right = curve[best - 1 : best + 2]
    bend = left - 2.0 * middle + right
    return float(best + (0.5 * (left - right) / bend if bend < 0 else 0.0)), float(middle)


def _flat(bands: NDArray[np.float64]) -> NDArray[np.float64]:
    return bands - bands.mean(axis=1, keepdims=True)


def _correlated(long: NDArray[np.float64], short: NDArray[np.float64]) -> Curve:
    """``numpy.correlate(long, short, "valid")`` of all bands together, by FFT."""
    size = fft.next_fast_len(long.shape[1], real=True)
    spectrum = (fft.rfft(long, size) * np.conj(fft.rfft(short, size))).sum(axis=0)
    return np.asarray(fft.irfft(spectrum, size)[: long.shape[1] - short.shape[1] + 1])
