"""Samples in blocks of the length that an encoder wants."""

from collections.abc import Iterator

import numpy as np

from engine.ring.ring import Samples


class Blocks:
    """Cuts what is fed into blocks of ``size`` frames."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._left: Samples = np.zeros((0, 2), np.float32)

    def feed(self, samples: Samples) -> Iterator[Samples]:
        """The blocks that ``samples`` (frames, 2) complete."""
        waiting = np.concatenate((self._left, samples)) if len(self._left) else samples
        whole = len(waiting) // self._size * self._size
        self._left = waiting[whole:].copy()
        yield from waiting[:whole].reshape(-1, self._size, 2)
