"""Wall time of the station's frames, attached once, at the planner's edge."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct


class Wall(Struct, frozen=True):
    """Frame ``frame`` was rendered at Unix time ``time``; ``sample_rate`` frames are a second."""

    frame: int
    time: float
    sample_rate: int

    def at(self, frame: int) -> float:
        """The Unix time of ``frame``."""
        return self.time + (frame - self.frame) / self.sample_rate

    def minute(self, frame: int) -> float:
        """The minute of the local day at ``frame``, 0..1440."""
        local = datetime.fromtimestamp(self.at(frame)).astimezone()
        return local.hour * 60 + local.minute + local.second / 60


WallClock = Callable[[], Wall]
