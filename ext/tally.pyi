"""What Python sees of a histogram of durations."""

class Tally:
    """``count``: durations noted. ``total``, ``worst``: nanoseconds."""

    count: int
    total: int
    worst: int

    def add(self, duration: int) -> None:
        """Note a duration in nanoseconds."""
    def buckets(self) -> list[tuple[int, int]]:
        """``(upper edge in nanoseconds, how many)`` of those that hold any, rising; eight to an octave."""
