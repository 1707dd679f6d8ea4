"""Tempo: which pulse counts as the beat, and its value by folding the whole track coherently."""

import numpy as np
import scipy.fft
from scipy.ndimage import gaussian_filter1d

from planner.analysis.spectrogram import FPS

SLOWEST, FASTEST = 50.0, 220.0  # BPM
WINDOW = 12.0  # s: long enough for four bars, short enough to forgive drift
LONGEST = 6.0  # s of lag: four beats at the slowest tempo and a bit
CENTRE, WIDTH = 125.0, 0.52  # BPM and octaves: where dancers' tempi lie (log-normal)
BPMS = np.exp(np.linspace(np.log(SLOWEST), np.log(FASTEST), 600))

# A pulse is the beat when its doubles and its half pulse too, and the lags that cut across them don't: those are
# what a pulse of 2/3, 4/3 or 3/2 of the beat would need.
SUPPORT = ((1.0, 1.0), (2.0, 1.0), (4.0, 1.0), (0.5, 0.75))
AGAINST = ((4 / 3, 0.6), (8 / 3, 0.6), (2 / 3, 0.6), (0.75, 0.1), (1.5, 0.1))


def pulse_strength(onsets: np.ndarray) -> np.ndarray:
    """How strongly the whole track pulses at each of ``BPMS``, from ``(frames, bands)`` onset strength."""
    return pulse_scores(band_autocorrelation(onsets))


def strongest_tempo(strength: np.ndarray) -> float:
    """In BPM, within about half a percent."""
    return float(BPMS[np.argmax(strength)])


def band_autocorrelation(onsets: np.ndarray) -> np.ndarray:
    """The bands' and their sum's mean autocorrelation over windows, by lag in frames; 1 at lag 0."""
    smooth = gaussian_filter1d(onsets, 1.0, axis=0)
    columns = [smooth[:, i] for i in range(smooth.shape[1])] + [smooth.sum(axis=1)]
    total = np.sum([autocorrelation(column) for column in columns], axis=0)
    return np.asarray(total / max(total[0], 1e-9))


def autocorrelation(strength: np.ndarray) -> np.ndarray:
    """Mean over half-overlapping windows of the unbiased, normalised autocorrelation."""
    size, lags = round(WINDOW * FPS), round(LONGEST * FPS)
    if len(strength) < size:
        strength = np.pad(strength, (0, size - len(strength)))
    windows = np.lib.stride_tricks.sliding_window_view(strength, size)[:: size // 2]
    total = np.zeros(lags)
    padded = scipy.fft.next_fast_len(size + lags)
    for window in windows:
        power = np.abs(scipy.fft.rfft(window - window.mean(), padded)) ** 2
        lagged = scipy.fft.irfft(power, padded)[:lags] / (size - np.arange(lags))
        if lagged[0] > 1e-9:
            total += lagged / lagged[0]
    return total / len(windows)


def pulse_scores(lagged: np.ndarray) -> np.ndarray:
    """The score of each of ``BPMS`` as the beat, at least 0."""
    period = 60.0 / BPMS * FPS
    lags = np.arange(len(lagged))
    at = {m: np.interp(period * m, lags, lagged) for m, _ in SUPPORT + AGAINST}
    score = sum(at[m] * w for m, w in SUPPORT) - sum(at[m] * w for m, w in AGAINST)
    score = np.maximum(score - score.min(), 0.0)
    return np.asarray(score * np.exp(-0.5 * (np.log2(BPMS / CENTRE) / WIDTH) ** 2))


class Spectrum:
    """The power by frequency of a strength through a whole track, ``(frames,)`` or ``(frames, bands)``."""

    def __init__(self, strength: np.ndarray, fps: float) -> None:
        whole = strength.reshape(len(strength), -1).sum(axis=1)
        size = scipy.fft.next_fast_len(len(whole) * 8)
        self._power = np.abs(scipy.fft.rfft(whole - whole.mean(), size)) ** 2
        self._step = fps / size

    def refine(self, bpm: float, width: float = 0.02) -> float:
        """The tempo within ``width`` of ``bpm`` at which the whole track folds onto itself most coherently.

        The power at the beat's frequency and its binary multiples is that fold; over two minutes its peak is about
        a thousandth of a percent wide.
        """
        hertz = np.arange(bpm / 60 * (1 - width), bpm / 60 * (1 + width), self._step / 8)
        index = np.arange(len(self._power)) * self._step
        score = np.sum([np.interp(hertz * k, index, self._power) for k in (1, 2, 4)], axis=0)
        return float(hertz[np.argmax(score)] * 60)
