"""Folding onset strength by the beat: one period's profile, and where a stretch lies against it."""

import numpy as np
from scipy.ndimage import gaussian_filter1d

from planner.analysis.transients import FPS

SMOOTHING = 2.0  # frames of 1.45 ms


def fold(strength: np.ndarray, period: float, start: int = 0) -> np.ndarray:
    """The mean strength by phase, in ``round(period)`` bins; ``start`` is the first frame's place in the track.

    ``strength`` is ``(frames,)`` or ``(frames, bands)``; ``period`` is in frames.
    """
    bins = round(period)
    phase = (np.arange(start, start + len(strength)) % period) / period
    index = np.minimum((phase * bins).astype(int), bins - 1)
    counts = np.maximum(np.bincount(index, minlength=bins), 1)
    columns = strength.reshape(len(strength), -1).T
    folded = np.stack([np.bincount(index, column, minlength=bins) / counts for column in columns], axis=1)
    return np.asarray(gaussian_filter1d(folded, SMOOTHING, axis=0, mode="wrap").reshape(bins, *strength.shape[1:]))


def shift_of(profile: np.ndarray, reference: np.ndarray, reach: int) -> tuple[float, float]:
    """How many bins later ``profile`` lies than ``reference`` (within ``reach``), and how alike they are, −1..1."""
    a, b = profile - profile.mean(axis=0), reference - reference.mean(axis=0)
    size = float(np.sqrt((a**2).sum() * (b**2).sum()))
    if size < 1e-9:
        return 0.0, 0.0
    spectrum = np.fft.rfft(a, axis=0) * np.conj(np.fft.rfft(b, axis=0))
    match = np.fft.irfft(spectrum, len(a), axis=0).reshape(len(a), -1).sum(axis=1) / size
    lags = np.arange(-reach, reach + 1)
    near = match[lags]
    best = int(np.argmax(near))
    return float(lags[best] + peak_offset(near, best)), float(near[best])


def peak_offset(values: np.ndarray, index: int) -> float:
    """Where between bins a peak lies, −0.5..0.5, by a parabola through it and its neighbours."""
    if not 0 < index < len(values) - 1:
        return 0.0
    a, b, c = values[index - 1 : index + 2]
    curve = a - 2 * b + c
    return float(np.clip(0.5 * (a - c) / curve, -0.5, 0.5)) if curve < 0 else 0.0


def seconds(frames: float) -> float:
    """Fine frames to seconds."""
    return frames / FPS
