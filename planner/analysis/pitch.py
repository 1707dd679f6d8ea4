"""Pitch salience: spectral peaks folded into one octave, in tenths of a semitone (after Gómez's HPCP)."""

import numpy as np
import scipy.fft
from scipy.ndimage import uniform_filter1d

from planner.analysis.framing import RATE, Framer

SIZE = 16384  # 2.7 Hz a bin: semitones stay apart down to 50 Hz
HOP = 4096
FPS = RATE / HOP
STEPS = 120  # to the octave: 10 cents
BASS = (40.0, 250.0)  # Hz
MELODY = (90.0, 2000.0)  # Hz: above, harmonics speak of the timbre more than of the chord
A440 = 440.0


class Pitch:
    """Call ``push`` with mono blocks, ``finish`` once."""

    def __init__(self) -> None:
        self._framer = Framer(SIZE, HOP)
        self._window = (np.hanning(SIZE) * 4 / SIZE).astype(np.float32)
        self._melody: list[np.ndarray] = []
        self._bass: list[np.ndarray] = []

    def push(self, mono: np.ndarray) -> None:
        """Adds the frames that this block completes."""
        self._add(self._framer.push(mono))

    def finish(self) -> tuple[np.ndarray, np.ndarray]:
        """Salience of the middle and of the bass, each ``(frames, 120)``; step 0 is an A at 440 Hz."""
        self._add(self._framer.flush())
        return np.concatenate(self._melody), np.concatenate(self._bass)

    def _add(self, frames: np.ndarray) -> None:
        for start in range(0, len(frames), 32):
            amplitude = np.abs(scipy.fft.rfft(frames[start : start + 32] * self._window, axis=1))
            self._melody.append(fold(amplitude, MELODY))
            self._bass.append(fold(amplitude, BASS))


def fold(amplitude: np.ndarray, span: tuple[float, float]) -> np.ndarray:
    """Peaks of ``(frames, bins)`` between two frequencies, folded to ``(frames, 120)``.

    Each peak is placed by a parabola through its logarithm, and weighs by what stands out of its neighbourhood, so
    that drums (broad) count little.
    """
    first, last = (round(hertz * SIZE / RATE) for hertz in span)
    part = np.log(amplitude[:, first - 1 : last + 2] + 1e-7)
    left, centre, right = part[:, :-2], part[:, 1:-1], part[:, 2:]
    frame, index = np.nonzero((centre > left) & (centre >= right))
    a, b, c = left[frame, index], centre[frame, index], right[frame, index]
    offset = 0.5 * (a - c) / np.minimum(a - 2 * b + c, -1e-9)
    hertz = (first + index + offset) * RATE / SIZE
    middle = amplitude[:, first : last + 1]
    floor = uniform_filter1d(middle, 41, axis=1)[frame, index]
    weight = np.maximum(np.exp(b) - floor, 0.0)
    step = np.round(np.log2(hertz / A440) * STEPS).astype(int) % STEPS
    flat = np.bincount(frame * STEPS + step, weight, minlength=len(amplitude) * STEPS)
    return flat.reshape(-1, STEPS).astype(np.float32)


def semitones(salience: np.ndarray, tuning: float) -> np.ndarray:
    """``(n, 120)`` steps of 10 cents from A to ``(n, 12)`` semitones from A, the tuning taken out."""
    shifted = np.roll(salience, 4 - round(tuning / 10), axis=1)  # a semitone's ten steps: −40 .. +50 cents
    return np.asarray(shifted.reshape(len(salience), 12, 10).sum(axis=2))


def tuning_cents(melody: np.ndarray) -> float:
    """How far the track is tuned from A = 440 Hz, −50..50 cents: the circular mean of all peaks' deviations."""
    steps = melody.sum(axis=0, dtype=np.float64).reshape(12, 10).sum(axis=0)
    turn = (steps * np.exp(2j * np.pi * np.arange(10) / 10)).sum()
    return float(np.angle(turn) / (2 * np.pi) * 100) if abs(turn) > 0 else 0.0
