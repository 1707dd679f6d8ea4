"""Soft takeover: a knob that does not stand where what it moves stands must be brought there first.

The table, by Mixxx's rules (src/controllers/softtakeover.cpp): the first value after a connect or a change of layers is
left out, it only says where the knob is; what comes within WINDOW of one that was taken is taken; any other is left out
where it and the one before lie on the same side and both further off than THRESHOLD. So it is taken where the knob is
near, and where it crosses."""

THRESHOLD = 3 / 128
WINDOW = 0.050  # seconds


class Takeover:
    """Of one knob. Logic alone: time is passed in, in seconds."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Its next value is its first."""
        self._before: float | None = None
        self._taken = float("-inf")

    def takes(self, position: float, stands: float, now: float) -> bool:
        """Whether the knob, now at ``position``, moves what stands at ``stands``."""
        before, self._before = self._before, position
        if before is None:
            return False
        taken = now - self._taken <= WINDOW or not _away(before - stands, position - stands)
        if taken:
            self._taken = now
        return taken


def _away(before: float, after: float) -> bool:
    same_side = before * after > 0
    return same_side and min(abs(before), abs(after)) > THRESHOLD
