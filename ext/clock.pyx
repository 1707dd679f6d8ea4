"""Pacing: when a block is due, by absolute deadlines from the ring's epoch. Time is passed in, in nanoseconds."""

cdef extern from *:
    """
    #define EVERSET_SECOND 1000000000LL
    #define EVERSET_GRACE (5 * EVERSET_SECOND)  /* outputs read that far behind, and begin later than the engine */
    """
    const long long NANOSECONDS "EVERSET_SECOND"
    const long long GRACE "EVERSET_GRACE"

SECOND = NANOSECONDS


cdef long long _scaled(long long value, long long by, long long over) noexcept nogil:
    """floor(value·by / over), by parts: the product would leave 64 bits within days."""
    cdef long long rest = value % over
    if rest < 0:
        rest += over
    return (value - rest) // over * by + rest * by // over


cdef long long _starting(long long frame, long long now, long long rate, long long lead) noexcept nogil:
    return now - lead - _scaled(frame, NANOSECONDS, rate)


def starting(long long frame, long long now, long long sample_rate, long long lead):
    return _starting(frame, now, sample_rate, lead)


cdef class Clock:
    """See ``clock.pyi``."""

    def __init__(
        self, long long sample_rate, long long epoch, *, long long bound=60 * NANOSECONDS, long long lead=0,
        long long set_at=0,
    ):
        self.sample_rate, self.epoch, self.bound, self.lead = sample_rate, epoch, bound, lead
        self.quiet_until = set_at + GRACE if set_at else 0

    def due(self, long long frame):
        return self.due_at(frame)

    def frame(self, long long now):
        return _scaled(now - self.epoch, self.sample_rate, NANOSECONDS)

    def wait(self, long long frame, long long now):
        return self.wait_at(frame, now)

    def count(self, long long end, long long now):
        self.count_at(end, now)

    def keep_bound(self, long long frame, long long now):
        return self.keep_bound_at(frame, now)

    cdef long long due_at(self, long long frame) noexcept nogil:
        return self.epoch + _scaled(frame, NANOSECONDS, self.sample_rate)

    cdef long long wait_at(self, long long frame, long long now) noexcept nogil:
        return max(<long long>0, self.due_at(frame - self.ahead) - now)

    cdef void count_at(self, long long end, long long now) noexcept nogil:
        cdef long long due = self.due_at(end)
        if now <= due:
            self.quiet_until = 0  # it has caught up
        elif due > self.quiet_until:
            self.late_blocks = self.late_blocks + 1

    cdef long long keep_bound_at(self, long long frame, long long now) noexcept nogil:
        cdef long long behind = now - self.due_at(frame)
        if behind <= self.bound:
            return 0
        self.epoch = _starting(frame, now, self.sample_rate, self.lead)
        self.quiet_until = now + GRACE
        self.anchored = self.anchored + 1
        return _scaled(behind - self.lead, self.sample_rate, NANOSECONDS)
