"""A jog wheel: its speed nudges, and where it rests it lets go."""

from collections import deque
from typing import Literal

Encoding = Literal["offset", "twos"]

WINDOW = 0.100  # seconds in which its ticks are counted
STEPS = 16  # of a bend: a wheel that turns evenly asks once
FULL = 40  # ticks in WINDOW that are the whole bend: a DDJ-400's wheel at 33 RPM


def ticks(value: int, encoding: Encoding) -> int:
    """How far a wheel has turned since its last message. "offset": 64 is not at all; "twos": 127 is one back."""
    if encoding == "offset":
        return value - 64
    return value - 128 if value >= 64 else value


class Jog:
    """Logic alone: time is passed in, in seconds. ``full``: ticks within WINDOW that are the whole bend."""

    def __init__(self, full: float = FULL) -> None:
        self.bend = 0.0
        self._full = full
        self._turned: deque[tuple[float, int]] = deque()

    def turn(self, count: int, now: float) -> float | None:
        """It turned; the new bend −1..1, None where that is the one from before."""
        self._turned.append((now, count))
        return self.rest(now)

    def rest(self, now: float) -> float | None:
        """The new bend by the time alone; None where it is the one from before."""
        while self._turned and now - self._turned[0][0] > WINDOW:
            self._turned.popleft()
        whole = sum(count for _, count in self._turned) / self._full
        bend = round(min(max(whole, -1.0), 1.0) * STEPS) / STEPS
        if bend == self.bend:
            return None
        self.bend = bend
        return bend
