"""Oscillators with their filter inside: single cycles whose harmonics are already low-passed.

A subtractive synthesiser is an oscillator and a filter that moves. Here the filter is applied to the harmonics of one
cycle, for a ladder of cutoffs, and the sound walks along that ladder: no aliasing, no recursion, all vectorised.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from stations.demo.sound import SAMPLE_RATE, Sound

SIZE = 4096  # samples a cycle: nearest-sample reading stays 70 dB under the tone
STEPS = 4  # cutoffs an octave
LOWEST = -2.0  # octaves of the lowest cutoff, relative to the fundamental
OCTAVES = 11.0
LADDER = int(OCTAVES * STEPS) + 1


def _harmonics(wave: str, count: int) -> NDArray[np.float64]:
    """Amplitudes of the harmonics 1..count of a classic wave."""
    h = np.arange(1, count + 1, dtype=np.float64)
    odd = h % 2 == 1
    shapes = {
        "saw": 1.0 / h,
        "square": np.where(odd, 1.0 / h, 0.0),
        "triangle": np.where(odd, 1.0 / h**2, 0.0),
        "pulse": np.sin(np.pi * h * 0.27) / h,
        "organ": np.where(np.isin(h, (1, 2, 3, 4, 6, 8)), 1.0 / np.sqrt(h), 0.0),
        "sine": np.where(h == 1, 1.0, 0.0),
    }
    return shapes[wave]


def _lowpass(ratio: NDArray[np.float64], resonance: float) -> NDArray[np.float64]:
    """Magnitude of a four-pole low-pass at ``ratio`` = frequency / cutoff, with a peak of ``resonance`` (0..1)."""
    flat = 1.0 / (1.0 + ratio**4) ** 0.75
    peak = 1.0 + 5.0 * resonance * np.exp(-(np.log2(np.maximum(ratio, 1e-6)) ** 2) / 0.09)
    return np.asarray(flat * peak)


@lru_cache(maxsize=64)
def bank(wave: str, resonance: float, count: int) -> Sound:
    """Cycles ``(LADDER, SIZE)`` of ``wave`` with at most ``count`` harmonics, one row a cutoff."""
    count = min(count, SIZE // 2 - 1)
    h = np.arange(1, count + 1, dtype=np.float64)
    cutoffs = 2.0 ** (LOWEST + np.arange(LADDER) / STEPS)
    spectrum = np.zeros((LADDER, SIZE // 2 + 1), np.complex128)
    spectrum[:, 1 : count + 1] = -1j * _harmonics(wave, count) * _lowpass(h / cutoffs[:, None], resonance)
    return (np.fft.irfft(spectrum, SIZE) * SIZE / 2 * 0.6).astype(np.float32)


def harmonics_below_nyquist(frequency: float) -> int:
    """How many harmonics fit, rounded down to quarter octaves so that few banks serve all pitches."""
    fit = max(1.0, 0.45 * SAMPLE_RATE / frequency)
    return max(1, int(2.0 ** (np.floor(np.log2(fit) * 4.0) / 4.0)))


def read(table: Sound, phase: NDArray[np.float64], octaves: Sound | float) -> Sound:
    """The oscillator at ``phase`` (cycles, 0 to 500,000) with the cutoff ``octaves`` above the fundamental."""
    index = (phase * SIZE).astype(np.int32) & (SIZE - 1)
    rung = np.clip((np.asarray(octaves, np.float32) - LOWEST) * STEPS, 0.0, LADDER - 1.001).astype(np.float32)
    if rung.ndim == 0:
        return table[round(float(rung))][index]
    low = rung.astype(np.int32)
    weight = rung - low
    flat = table.ravel()
    at = low * SIZE + index
    return flat[at] * (1.0 - weight) + flat[at + SIZE] * weight
