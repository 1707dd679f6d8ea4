"""Where the engine is: the last that it said, moved on by the time since."""

from msgspec import Struct

TRUSTED_SECONDS = 2.5  # the engine speaks once a second; silence for longer than this means that it is away


class Head(Struct, frozen=True, kw_only=True):
    """The engine's head at monotonic ``time``, and ``moved``: when it last advanced. ``unix``: ``time`` on the wall."""

    frame: int = 0
    horizon: int = 0
    end: int = 0
    sample_rate: int = 44_100
    time: float = float("-inf")
    moved: float = float("-inf")
    unix: float = 0.0

    def at(self, time: float) -> int:
        """The head's frame at ``time``; it stands still when the engine has not spoken for long."""
        passed = min(max(0.0, time - self.time), TRUSTED_SECONDS) if self.frame else 0.0
        return self.frame + round(passed * self.sample_rate)

    def advancing(self, time: float) -> bool:
        """Whether the engine renders."""
        return time - self.moved <= TRUSTED_SECONDS

    def unix_of(self, frame: int) -> float:
        """When the head passed ``frame``, Unix time."""
        return self.unix - (self.frame - frame) / self.sample_rate

    def follow(self, event: dict[str, int], sample_rate: int, time: float, unix: float) -> "Head":
        """The head after the engine's ``event`` {frame, horizon, end} at ``time``."""
        moved = time if event["frame"] != self.frame else self.moved
        return Head(
            frame=event["frame"],
            horizon=event["horizon"],
            end=event["end"],
            sample_rate=sample_rate,
            time=time,
            moved=moved,
            unix=unix,
        )
