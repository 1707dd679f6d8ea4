"""The sound that is in hand: what came last, and the little before it that an interpolator still looks at."""

import numpy as np

from engine.programme.sinc import BEHIND
from engine.ring.ring import Samples


class Fifo:
    """``place``: the frame, in between too, that is played next, counted from the first that is held. ``room``: frames
    in hand at most; who puts more loses the oldest."""

    def __init__(self, room: int) -> None:
        self._memory: Samples = np.zeros((2 * (room + BEHIND), 2), np.float32)
        self._room = room + BEHIND
        self.empty()

    def empty(self) -> None:
        """Forget everything but silence to begin from."""
        self._begin, self._end = 0, BEHIND
        self._memory[: self._end] = 0.0
        self.place = float(BEHIND)

    @property
    def held(self) -> Samples:
        """Everything, (frames, 2); good until the next :meth:`put`."""
        return self._memory[self._begin : self._end]

    @property
    def waiting(self) -> float:
        """Frames from the place on."""
        return self._end - self._begin - self.place

    def put(self, samples: Samples) -> None:
        """More sound, (frames, 2)."""
        samples = samples[-self._room :]
        self._forget(max(0, self._end - self._begin + len(samples) - self._room))
        if self._end + len(samples) > len(self._memory):
            kept = self._end - self._begin
            self._memory[:kept] = self.held.copy()
            self._begin, self._end = 0, kept
        self._memory[self._end : self._end + len(samples)] = samples
        self._end += len(samples)

    def move_to(self, place: float) -> None:
        """Play on from ``place``."""
        self.place = place
        self._forget(int(place) - BEHIND)

    def _forget(self, count: int) -> None:
        count = min(max(0, count), self._end - self._begin)
        self._begin += count
        self.place = max(self.place - count, float(BEHIND))
