"""When a block is due. Times are CLOCK_MONOTONIC in nanoseconds, always passed in."""

SECOND: int

def starting(frame: int, now: int, sample_rate: int, lead: int) -> int:
    """The epoch by which ``frame`` was due ``lead`` nanoseconds ago: that much is then rendered at once, so that
    outputs, which read at a distance, have sound at once."""

class Clock:
    """Ties frames to the time. ``epoch``: the time of frame 0. ``bound``: how far behind is still caught up.
    ``set_at``: when the epoch was set, if that was just now. ``ahead``: frames by which blocks are rendered before
    they are due. ``late_blocks``: those that came behind their time; ``anchored``: how often frames had to be given
    up that were never played in time.

    A deadline is computed from the epoch every time, never from the one before, so nothing adds up over weeks.
    """

    sample_rate: int
    bound: int
    lead: int
    epoch: int
    ahead: int
    late_blocks: int
    anchored: int

    def __init__(self, sample_rate: int, epoch: int, *, bound: int = ..., lead: int = 0, set_at: int = 0) -> None: ...
    def due(self, frame: int) -> int:
        """When ``frame`` is due."""
    def frame(self, now: int) -> int:
        """The frame that is due at ``now``."""
    def wait(self, frame: int, now: int) -> int:
        """How long until the block at ``frame`` may be rendered; 0 when it is due or late."""
    def count(self, end: int, now: int) -> None:
        """A block that ends before frame ``end`` was published at ``now``: late when its last frame was due by then;
        but not before the clock, set anew, was first caught up with, for the five seconds that nobody can hear."""
    def keep_bound(self, frame: int, now: int) -> int:
        """Set the clock anew when ``frame`` is further behind than the bound: readers then see another epoch.

        Returns the frames of real time that were given up, 0 when the clock stands."""
