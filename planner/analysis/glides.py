"""How partials move: what tells a voice from instruments, whose notes stand still or jump.

A spectrum on a logarithmic scale, in which a glide or a vibrato is a shift, is compared with the one before at a few
shifts, band by band: the "fluctogram" (Sonnleitner and others 2012; Lehner and others 2014). With it goes a mel
spectrum, for how the timbre changes.
"""

import numpy as np
import scipy.fft
from scipy.ndimage import uniform_filter1d

from planner.analysis.framing import RATE, Framer
from planner.analysis.mel import filterbank

SIZE = 4096  # 93 ms: a vowel stands still that long
HOP = 1024
FPS = RATE / HOP
MELS = 24
LOW, HIGH = 80.0, 9000.0  # Hz of the mel bands
BOTTOM = 150.0  # Hz of the lowest step
OCTAVE, OCTAVES = 60, 5  # steps of 20 cents
STEPS = OCTAVE * OCTAVES
BANDS = 9  # of an octave each, every half octave
SHIFTS = range(-4, 5)  # steps: 80 cents each way in 23 ms
NEAR = 31  # steps: what stands out of half an octave is a partial
GAIN = 1000.0  # as in the mel spectrogram: −60 dBFS is where loud begins
COLUMNS = MELS + 2 * BANDS


class Glides:
    """Call ``push`` with mono blocks, ``finish`` once."""

    def __init__(self) -> None:
        self._framer = Framer(SIZE, HOP)
        self._window = (np.hanning(SIZE) * 4 / SIZE).astype(np.float32)
        self._mel = filterbank(SIZE, LOW, HIGH, MELS)
        self._before = np.zeros((1, STEPS), np.float32)
        self._found: list[np.ndarray] = []

    def push(self, mono: np.ndarray) -> None:
        """Adds the frames that this block completes."""
        self._add(self._framer.push(mono))

    def finish(self) -> np.ndarray:
        """``(frames, 42)`` float16: 24 log-mel amplitudes, the shift of each of nine bands since the frame before in
        steps of 20 cents, and how well it explains the band, 0..1."""
        self._add(self._framer.flush())
        return np.concatenate(self._found) if self._found else np.zeros((0, COLUMNS), np.float16)

    def _add(self, frames: np.ndarray) -> None:
        for start in range(0, len(frames), 256):
            amplitude = np.abs(scipy.fft.rfft(frames[start : start + 256] * self._window, axis=1)).astype(np.float32)
            partials = standing_out(np.log1p(GAIN * logarithmic(amplitude)))
            shift, alike = moved(np.concatenate((self._before, partials[:-1])), partials)
            self._before = partials[-1:]
            mel = np.log1p(GAIN * (amplitude @ self._mel))
            self._found.append(np.concatenate((mel, shift, alike), axis=1).astype(np.float16))


def logarithmic(amplitude: np.ndarray) -> np.ndarray:
    """``(frames, bins)`` to ``(frames, 300)`` steps of 20 cents, between the bins by a straight line."""
    return amplitude[:, _BELOW] * (1 - _SHARE) + amplitude[:, _BELOW + 1] * _SHARE


def standing_out(spectrum: np.ndarray) -> np.ndarray:
    """What is above the mean of its neighbourhood."""
    return np.maximum(spectrum - uniform_filter1d(spectrum, NEAR, axis=1), 0.0)


def moved(before: np.ndarray, now: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each frame and band by how many steps ``before`` goes up to be most like ``now``, and the cosine then."""
    best = np.full((len(now), BANDS), -1.0, np.float32)
    shift = np.zeros_like(best)
    padded = np.pad(before, ((0, 0), (-SHIFTS[0], SHIFTS[-1])))
    size = np.sqrt(in_bands(now**2))
    for step in SHIFTS:
        other = padded[:, step - SHIFTS[0] : step - SHIFTS[0] + STEPS]
        alike = in_bands(now * other) / ((size + 1e-3) * (np.sqrt(in_bands(other**2)) + 1e-3))
        better = alike > best
        best[better], shift[better] = alike[better], -step
    return shift, best


def in_bands(values: np.ndarray) -> np.ndarray:
    """Sums of ``(frames, 300)`` over the bands, ``(frames, 9)``."""
    halves = values.reshape(len(values), -1, OCTAVE // 2).sum(axis=2)
    return np.asarray(halves[:, :-1] + halves[:, 1:])


_AT = BOTTOM * 2.0 ** (np.arange(STEPS) / OCTAVE) * SIZE / RATE
_BELOW = np.floor(_AT).astype(int)
_SHARE = (_AT - _BELOW).astype(np.float32)
