"""Cuts a stream of samples into overlapping frames, whatever the blocks it comes in."""

import numpy as np

RATE = 44100  # Hz: every part of the ear listens at this rate


class Framer:
    """Frames of ``size`` samples every ``hop``; frame ``i`` is centred on sample ``i * hop``."""

    def __init__(self, size: int, hop: int) -> None:
        self.size = size
        self.hop = hop
        self._tail = np.zeros(size // 2, np.float32)

    def push(self, mono: np.ndarray) -> np.ndarray:
        """The frames that ``mono`` completes, ``(n, size)``: a read-only view where possible."""
        sound = np.concatenate((self._tail, mono))
        count = max(0, (len(sound) - self.size) // self.hop + 1)
        self._tail = sound[count * self.hop :]
        if not count:
            return np.zeros((0, self.size), np.float32)
        return np.lib.stride_tricks.sliding_window_view(sound, self.size)[:: self.hop][:count]

    def flush(self) -> np.ndarray:
        """The frames whose centres still lie inside the sound."""
        return self.push(np.zeros(self.size // 2, np.float32))
