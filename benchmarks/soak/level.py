"""Whether anything is heard: the quietest that the set was."""

import numpy as np
from numpy.typing import NDArray

STRETCH_SECONDS = 0.25
QUIET = 1e-3  # peak of a stretch that nobody hears: −60 dBFS
EVERY = 8  # frames of which one is looked at: no music stays below −60 dBFS in a quarter of a second of those alone


class Level:
    """Looks at what went out, float32 (frames, 2)."""

    def __init__(self, sample_rate: int) -> None:
        self._stretch = max(1, round(STRETCH_SECONDS * sample_rate / EVERY))
        self.quiet = 0  # stretches in which nothing was heard

    def hear(self, samples: NDArray[np.float32]) -> None:
        """A block; stretches are counted within it."""
        seen = np.abs(samples[::EVERY]).max(axis=1)
        peaks = np.maximum.reduceat(seen, np.arange(0, len(seen), self._stretch))
        self.quiet += int((peaks < QUIET).sum())
