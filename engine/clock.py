"""Pacing: when a block is due, by absolute deadlines from the ring's epoch. Time is passed in, in
nanoseconds."""

SECOND = 1_000_000_000


class Clock:
    """Ties frames to CLOCK_MONOTONIC. ``epoch``: the time of frame 0. ``bound``: how far behind is still
    caught up, ns.

    A deadline is computed from the epoch every time, never from the one before, so nothing adds up over
    weeks."""

    def __init__(
        self, sample_rate: int, epoch: int, *, bound: int = 60 * SECOND, lead: int = 0, set_at: int = 0
    ) -> None:
        self.sample_rate = sample_rate
        self.epoch = epoch
        self.lead = lead
        self.set_at = set_at
        self.bound = bound
        self.ahead = 0  # frames by which blocks are rendered before they are due
        self.late_blocks = 0
        self.anchored = 0  # how often the clock had to give up frames that were never played in time

    def due(self, frame: int) -> int:
        """When ``frame`` is due."""
        return self.epoch + frame * SECOND // self.sample_rate

    def frame(self, now: int) -> int:
        """The frame that is due at ``now``."""
        return (now - self.epoch) * self.sample_rate // SECOND

    def wait(self, frame: int, now: int) -> int:
        """How long until the block at ``frame`` may be rendered; 0 when it is due or late."""
        return max(0, self.due(frame - self.ahead) - now)

    def count(self, end: int, now: int) -> None:
        """A block that ends before frame ``end`` was published at ``now``: late when its last frame was due
        by then."""
        self.late_blocks += now > self.due(end) > self.set_at

    def keep_bound(self, frame: int, now: int) -> int:
        """Set the clock anew when ``frame`` is further behind than the bound: readers then see another epoch.

        Returns the frames of real time that were given up, 0 when the clock stands.
        """
        behind = now - self.due(frame)
        if behind <= self.bound:
            return 0
        self.epoch = starting(frame, now, self.sample_rate, self.lead)
        self.set_at = now
        self.anchored += 1
        return (behind - self.lead) * self.sample_rate // SECOND


def starting(frame: int, now: int, sample_rate: int, lead: int) -> int:
    """The epoch by which ``frame`` was due ``lead`` nanoseconds ago: that much is then rendered at once, so
    that outputs, which read at a distance, have sound at once."""
    return now - lead - frame * SECOND // sample_rate
