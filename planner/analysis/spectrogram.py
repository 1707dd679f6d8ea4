"""The mel spectrogram that rhythm and structure are read from, and the five bands' power."""

import numpy as np
import scipy.fft

from planner.analysis.framing import RATE, Framer
from planner.analysis.mel import filterbank

SIZE = 2048
HOP = 256  # 5.8 ms
FPS = RATE / HOP
BANDS = 40
COARSE = 16  # frames to one of the five-band slices
COARSE_FPS = FPS / COARSE
LOW, HIGH = 30.0, 16000.0  # Hz
GAIN = 1000.0  # log(1 + GAIN * amplitude): −60 dBFS is where loud begins to be told from quiet
FIVE_EDGES = (0.0, 200.0, 500.0, 2000.0, 8000.0, 20000.0)  # Hz


class Spectrogram:
    """Call ``push`` with mono blocks, ``finish`` once."""

    def __init__(self) -> None:
        self._framer = Framer(SIZE, HOP)
        self._window = (np.hanning(SIZE) * 2 / SIZE * 2).astype(np.float32)
        self._mel = filterbank(SIZE, LOW, HIGH, BANDS)
        self._five = five_bands()
        self._mels: list[np.ndarray] = []
        self._power: list[np.ndarray] = []

    def push(self, mono: np.ndarray) -> None:
        """Adds the frames that this block completes."""
        self._add(self._framer.push(mono))

    def finish(self) -> tuple[np.ndarray, np.ndarray]:
        """``(frames, 40)`` log-mel amplitudes, float16, and ``(slices, 5)`` mean power of the five bands."""
        self._add(self._framer.flush())
        power = np.concatenate(self._power)
        whole = len(power) // COARSE * COARSE
        return np.concatenate(self._mels), power[:whole].reshape(-1, COARSE, 5).mean(axis=1)

    def _add(self, frames: np.ndarray) -> None:
        for start in range(0, len(frames), 64):
            amplitude = np.abs(scipy.fft.rfft(frames[start : start + 64] * self._window, axis=1))
            self._mels.append(np.log1p(GAIN * (amplitude @ self._mel)).astype(np.float16))
            self._power.append((amplitude**2 @ self._five).astype(np.float32))


def five_bands() -> np.ndarray:
    """``(bins, 5)``: which bin belongs to which of the five bands."""
    hertz = np.fft.rfftfreq(SIZE, 1 / RATE)
    band = np.searchsorted(FIVE_EDGES, hertz, side="right") - 1
    return (band[:, None] == np.arange(5)).astype(np.float32)
