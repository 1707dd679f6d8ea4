"""Follows the ring in whole frames of Liquidsoap's: what it was sent beyond one when a connection ends, it forgets."""

from engine.outputs.follower import Follower
from engine.outputs.grid import Grid
from engine.ring.reader import RingReader
from engine.ring.ring import Samples
from engine.units import to_frames

SECONDS = 0.04  # of one of its frames until 2.2 (settings.frame.duration); two of them since


class Stepping(Follower):
    """One connection's, whose first frame is ``begin``; the rest as Follower has it."""

    def __init__(self, sample_rate: int, distance: int, grace: int, ident: Samples, begin: int) -> None:
        self._step = step(sample_rate)
        self._begin = begin
        super().__init__(sample_rate, distance, grace, ident, Grid(self._step, begin % self._step))

    def target(self, ring: RingReader, now: int) -> int:
        """Where to be at ``now``, in whole steps from the first frame on."""
        due = super().target(ring, now)
        return due - (due - self._begin) % self._step


def step(sample_rate: int) -> int:
    """One of Liquidsoap's frames in ours."""
    return to_frames(SECONDS, sample_rate)


def filling(frames: int, sample_rate: int) -> int:
    """What has to be sent until Liquidsoap has ``frames`` in hand and plays: one of its frames more than that."""
    return (frames // step(sample_rate) + 1) * step(sample_rate)
