"""A histogram of durations in plain memory. Layout and function."""

cdef enum:
    STEPS = 8        # buckets an octave: a quantile is right to 12 %
    OCTAVES = 48     # up to 78 hours in nanoseconds

cdef class Tally:
    cdef long long[STEPS * OCTAVES] counted
    cdef readonly long long count
    cdef readonly long long total
    cdef readonly long long worst

    cdef void note(self, long long duration) noexcept nogil
