"""Envelopes: how one parameter of a clip moves, as breakpoints in frames of the clip."""

from bisect import bisect_right
from typing import Literal

from msgspec import Struct

Parameter = Literal["fader", "low", "mid", "high", "highpass", "lowpass", "level"]

#: The value at which a parameter does nothing, and which holds where a clip has no envelope for it.
#: ``fader`` is a position 0..1 with the equal-power law sin(x·π/2), the channel's; the three EQ bands are in dB; the
#: filters in Hz, where the neutral value switches the filter off. ``level`` is a second fader behind the first, the
#: clip's own within its deck: a stem's, or the shape of an echo. A hand that moves the channel's leaves it alone.
NEUTRAL: dict[Parameter, float] = {
    "fader": 1.0,
    "low": 0.0,
    "mid": 0.0,
    "high": 0.0,
    "highpass": 0.0,
    "lowpass": 0.0,
    "level": 1.0,
}


class Envelope(Struct, frozen=True):
    """Breakpoints ``(frame, value)``: frames count from the clip's first frame and rise; between two points the
    value moves linearly (the filters' frequencies: linearly in octaves, a step where one end is off), before the
    first and behind the last it stays."""

    points: tuple[tuple[int, float], ...]

    def at(self, frame: float) -> float:
        """The value at ``frame``, linear between points (the kernels do octaves for the filters)."""
        place = bisect_right(self.points, frame, key=lambda point: point[0])
        if place == 0:
            return self.points[0][1]
        if place == len(self.points):
            return self.points[-1][1]
        (left, start), (right, end) = self.points[place - 1], self.points[place]
        return start + (end - start) * (frame - left) / (right - left)
