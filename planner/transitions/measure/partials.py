"""The partials of a bus: what keeps sounding in its spectrum, strokes left out."""

import numpy as np
import soxr
from msgspec import Struct
from numpy.typing import NDArray
from scipy import fft

from planner.transitions.pcm import Pcm

RATE = 11_025  # Hz: partials above 5 kHz are strokes and air
WINDOW = 4_096  # 0.37 s: two partials 8 Hz apart are two, a semitone from 140 Hz on
HOP = 1_024
#: What sounds in most of so many windows (0.74 s) is held, a stroke is not: the median along time, as D. Fitzgerald,
#: "Harmonic/percussive separation using median filtering", DAFx 2010.
TOGETHER = 5
LOW_HZ, HIGH_HZ = 60.0, 4_000.0
MOST = 24  # the strongest of a moment
BELOW_DB = 40.0  # what lies further below the strongest is not counted
QUIET_DBFS = -60.0  # a partial that nobody hears beside a mix


class Partials(Struct, frozen=True):
    """(moments, MOST) float64: frequencies in Hz and amplitudes (full scale is 1), 0 where there is none. A moment is
    TOGETHER windows long; all signals of a seam have the same."""

    hertz: NDArray[np.float64]
    levels: NDArray[np.float64]

    @property
    def power(self) -> NDArray[np.float64]:
        """(moments,) of all partials together."""
        return np.asarray(np.sum(self.levels**2, axis=1))


def partials(pcm: Pcm, rate: int) -> Partials:
    """The partials of (n, 2) samples, moment by moment."""
    held = _held(pcm, rate)
    bins = np.arange(held.shape[1])
    bin_hertz = RATE / WINDOW
    inner = held[:, 1:-1]
    peaks = (inner > held[:, :-2]) & (inner >= held[:, 2:])
    peaks &= ((bins * bin_hertz >= LOW_HZ) & (bins * bin_hertz <= HIGH_HZ))[1:-1]
    heights = np.where(peaks, inner, 0.0)
    strongest = np.argsort(heights, axis=1)[:, : -MOST - 1 : -1]
    levels = np.take_along_axis(heights, strongest, axis=1)
    floor = np.maximum(levels[:, :1] * 10 ** (-BELOW_DB / 20), 10 ** (QUIET_DBFS / 20))
    levels = np.where(levels >= floor, levels, 0.0)
    return Partials(np.where(levels > 0, (strongest + 1 + _between(held, strongest + 1)) * bin_hertz, 0.0), levels)


def _held(pcm: Pcm, rate: int) -> NDArray[np.float64]:
    """Magnitudes (moments, bins) of what is held; a full-scale sine is 1."""
    mono = soxr.resample(0.5 * (pcm[:, 0] + pcm[:, 1]), rate, RATE)
    mono = np.pad(mono, (0, max(0, WINDOW + (TOGETHER - 1) * HOP - mono.size)))
    window = np.hanning(WINDOW).astype(np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(mono, WINDOW)[::HOP]
    frames = frames[: len(frames) // TOGETHER * TOGETHER]
    spectra = np.abs(fft.rfft(frames * window, axis=1)) * np.float32(2.0 / np.sum(window))
    return np.asarray(np.median(spectra.reshape(-1, TOGETHER, spectra.shape[1]), axis=1), np.float64)


def _between(held: NDArray[np.float64], places: NDArray[np.int64]) -> NDArray[np.float64]:
    """How far (−0.5..0.5 bins) the true peaks are from ``places``, by a parabola through the logarithms."""
    left, middle, right = (
        np.log(np.take_along_axis(held, np.clip(places + step, 0, held.shape[1] - 1), axis=1) + 1e-12)
        for step in (-1, 0, 1)
    )
    bend = left - 2.0 * middle + right
    return np.asarray(np.clip(0.5 * (left - right) / np.where(bend < -1e-9, bend, -1e9), -0.5, 0.5))
