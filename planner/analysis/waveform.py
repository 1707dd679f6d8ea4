"""Peaks for pictures."""

import numpy as np

from planner.analysis.framing import RATE, Framer

PER_SECOND = 10


class Waveform:
    """Call ``push`` with stereo blocks, ``finish`` once."""

    def __init__(self) -> None:
        self._framer = Framer(RATE // PER_SECOND, RATE // PER_SECOND)
        self._framer.push(np.zeros(RATE // PER_SECOND // 2, np.float32))  # slices begin on frame 0
        self._peaks: list[np.ndarray] = []

    def push(self, stereo: np.ndarray) -> None:
        """Adds ``(n, 2)`` float32."""
        level = np.abs(stereo)
        louder = np.maximum(level[:, 0], level[:, 1])  # a reduction over an axis of two takes ten times as long
        self._peaks.append(self._framer.push(louder).max(axis=1, initial=0.0))

    def finish(self) -> np.ndarray:
        """The peak, 0..1, of each tenth of a second."""
        return np.minimum(np.concatenate(self._peaks), 1.0)
