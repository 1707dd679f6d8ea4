"""A window of sound in the time and frequency that the masks are made for, and back."""

import numpy as np
import scipy.signal
from numpy.typing import NDArray

from planner.stems.stems import Pcm

SECONDS = 4096 / 44100  # of a frame: bass notes a semitone apart at 200 Hz are told from one another
OVERLAP = 4  # frames over each place: a mask may change from each to the next without being heard

Spectra = NDArray[np.complex64]
Mask = NDArray[np.float32]


class Spectrum:
    """``bins`` ``(2, f, t)`` of a sound ``(n, 2)``; ``hertz`` of each f, ``fps`` of t."""

    def __init__(self, sound: Pcm, sample_rate: int) -> None:
        self._size = 2 * round(SECONDS * sample_rate / 2 / OVERLAP) * OVERLAP
        self._hop = self._size // OVERLAP
        self._frames, self._rate = len(sound), sample_rate
        whole = np.pad(sound, ((0, max(self._size - len(sound), 0)), (0, 0)))
        self.hertz, _, bins = scipy.signal.stft(whole.T, sample_rate, nperseg=self._size, noverlap=self._kept)
        self.bins: Spectra = bins.astype(np.complex64, copy=False)
        self.fps = sample_rate / self._hop

    @property
    def _kept(self) -> int:
        return self._size - self._hop

    def magnitude(self) -> Mask:
        """``(f, t)``: of both channels together."""
        power = self.bins.real**2 + self.bins.imag**2
        return np.sqrt(power.sum(axis=0) / 2)

    def heard_through(self, mask: Mask) -> Pcm:
        """What the sound leaves behind ``mask`` ``(f, t)``, ``(n, 2)``."""
        _, sound = scipy.signal.istft(self.bins * mask, self._rate, nperseg=self._size, noverlap=self._kept)
        return np.ascontiguousarray(sound.T[: self._frames], np.float32)
