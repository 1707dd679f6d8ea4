"""The ruler of a seam: turns a recipe's places into frames."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct

from engine.programme.envelope import Envelope, Parameter
from planner.transitions.recipe import Lane, Move, Place, Point


class Ruler(Struct, frozen=True):
    """``times``: seam frames of the beats, the first 0 and the last the seam's end. ``swap``: the beat of the swap."""

    times: tuple[float, ...]
    swap: int
    sample_rate: int

    def frame(self, place: Place) -> int:
        """The frame of a place, within the seam."""
        last = len(self.times) - 1
        beat = float(np.interp(place.share, [0.0, 1.0, 2.0], [0, self.swap, last])) + place.beats
        frame = float(np.interp(beat, np.arange(last + 1), self.times)) + place.seconds * self.sample_rate
        return round(min(max(frame, 0.0), self.times[-1]))

    def envelopes(self, moves: Sequence[Move], lane: Lane) -> dict[Parameter, Envelope]:
        """A lane's envelopes over the seam, in frames from the seam's first one."""
        return {move.parameter: self._envelope(move.points) for move in moves if move.lane == lane}

    def levels(self, moves: Sequence[Move], lane: Lane) -> dict[str, Envelope]:
        """The levels of those of a track's stems that move by themselves, by the stems' names."""
        stems = ((move.lane.removeprefix(f"{lane}."), move) for move in moves if move.lane.startswith(f"{lane}."))
        return {stem: self._envelope(move.points) for stem, move in stems}

    def _envelope(self, points: tuple[Point, ...]) -> Envelope:
        """Where two points fall on one frame the later one holds."""
        return Envelope(tuple({self.frame(point.place): point.value for point in points}.items()))
