"""Where the engine's head is, for those who do not render: the last that was said of it, moved on by the time since.
So it need not be said often: each time wakes up everybody who hears it."""

from msgspec import Struct

TOLD_SECONDS = 4.0  # the engine says it so often, and at once when it is not where this would have it
TRUSTED_SECONDS = 6.0  # silence for longer than this means that it is away
STUCK_SECONDS = 2.5  # a head that is said to stand for longer than this does
OFF_SECONDS = 0.75  # further off than that is said: it moves by several blocks at a time


class Head(Struct, frozen=True, kw_only=True):
    """The engine's head at monotonic ``time``, and ``moved``: when it was last where it was to be, or further than
    before. ``unix``: ``time`` on the wall."""

    frame: int = 0
    horizon: int = 0
    end: int = 0
    sample_rate: int = 44_100
    time: float = float("-inf")
    moved: float = float("-inf")
    unix: float = 0.0

    def passed(self, time: float) -> int:
        """Frames that it is taken to have moved by ``time``; it stands when the engine has not spoken for long."""
        seconds = min(max(0.0, time - self.time), TRUSTED_SECONDS) if self.frame else 0.0
        return round(seconds * self.sample_rate)

    def at(self, time: float) -> int:
        """The head's frame at ``time``."""
        return self.frame + self.passed(time)

    def advancing(self, time: float) -> bool:
        """Whether the engine renders."""
        return time - self.moved <= (STUCK_SECONDS if self.time > self.moved else TRUSTED_SECONDS)

    def off(self, frame: int, time: float) -> bool:
        """Whether ``frame`` is not where it is taken to be at ``time``."""
        return abs(frame - self.at(time)) > OFF_SECONDS * self.sample_rate

    def stale(self, frame: int, horizon: int, time: float) -> bool:
        """Whether who was told of it last must be told of ``frame`` and ``horizon`` at ``time``."""
        if self.off(frame, time) or self.off(self.frame + horizon - self.horizon, time):
            return True
        return time - self.time >= TOLD_SECONDS

    def unix_of(self, frame: int) -> float:
        """When the head passed ``frame``, Unix time."""
        return self.unix - (self.frame - frame) / self.sample_rate

    def follow(self, event: dict[str, int], sample_rate: int, time: float, unix: float) -> "Head":
        """The head after the engine's ``event`` {frame, horizon, end} at ``time``."""
        stands = event["frame"] == self.frame and self.off(self.frame, time)
        return Head(
            frame=event["frame"],
            horizon=event["horizon"],
            end=event["end"],
            sample_rate=sample_rate,
            time=time,
            moved=self.moved if stands else time,
            unix=unix,
        )
