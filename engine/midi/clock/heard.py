"""When a frame of the programme is heard."""

from engine.ring.reader import SECOND

SLEW = 0.01  # of the time that passes: how fast a delay that is measured anew is taken over, so that no pulse jumps


class Heard:
    """By CLOCK_MONOTONIC in nanoseconds. ``epoch``: of the station's frame 0; ``delay``: how long behind its clock a
    frame is heard, in nanoseconds."""

    def __init__(self, sample_rate: int, epoch: int, delay: int = 0) -> None:
        self.sample_rate = sample_rate
        self.epoch = epoch
        self.delay = self._wanted = float(delay)
        self._since: int | None = None

    def wants(self, delay: int) -> None:
        """The delay becomes another one, bit by bit."""
        self._wanted = float(delay)

    def pass_to(self, now: int) -> None:
        """Time has passed."""
        since, self._since = self._since, now
        if since is not None and self.delay != self._wanted:
            most = SLEW * (now - since)
            self.delay += max(-most, min(most, self._wanted - self.delay))

    def due(self, frame: float) -> int:
        """When ``frame`` is heard."""
        return self.epoch + round(frame * SECOND / self.sample_rate + self.delay)

    def frame(self, now: int) -> float:
        """What is heard at ``now``."""
        return (now - self.epoch - self.delay) * self.sample_rate / SECOND
