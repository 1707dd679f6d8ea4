"""How late one onset envelope is against another."""

import numpy as np
from numpy.typing import NDArray

Curve = NDArray[np.float64]


def likeness(one: NDArray[np.float32], other: NDArray[np.float32], reach: int) -> Curve:
    """Normalised cross-correlation (2·reach+1,) of ``one`` (bands, n) with ``other`` (bands, n + 2·reach), whose middle
    it would fall on without a lag. Each band counts as much as it has onsets in both; −1..1."""
    total = np.zeros(2 * reach + 1)
    ours, theirs = 0.0, np.zeros(2 * reach + 1)
    ones = np.ones(one.shape[1])
    for band, against in zip(one.astype(np.float64), other.astype(np.float64), strict=True):
        flat, level = band - band.mean(), against - against.mean()
        total += _correlate(level, flat)
        ours += float(np.sum(flat**2))
        theirs += np.maximum(_correlate(level**2, ones), 0.0)
    return total / np.sqrt(np.maximum(ours * theirs, 1e-12))


def peak(curve: Curve, low: int, high: int) -> tuple[float, float]:
    """Place and height of the maximum of ``curve`` within ``[low, high)``, the place between samples by a parabola."""
    best = low + int(np.argmax(curve[low:high]))
    if not 0 < best < curve.size - 1:
        return float(best), float(curve[best])
    left, middle, right = curve[best - 1 : best + 2]
    bend = left - 2.0 * middle + right
    return float(best + (0.5 * (left - right) / bend if bend < 0 else 0.0)), float(middle)


def _correlate(long: Curve, short: Curve) -> Curve:
    """``numpy.correlate(long, short, "valid")`` by FFT."""
    size = 1 << int(np.ceil(np.log2(max(2, long.size))))
    spectrum = np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size))
    return np.asarray(np.fft.irfft(spectrum, size)[: long.size - short.size + 1])
