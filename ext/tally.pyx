"""A histogram whose buckets grow with the durations: fine where blocks are short, and still bounded where one is not."""

cdef extern from *:
    """
    #define everset_octave(value) (63 - __builtin_clzll((unsigned long long)(value)))
    """
    int octave "everset_octave"(long long value) noexcept nogil


cdef class Tally:
    """See ``tally.pyi``."""

    cdef void note(self, long long duration) noexcept nogil:
        """Count ``duration``, nanoseconds."""
        cdef long long value = max(duration, <long long>STEPS)
        cdef int power = min(octave(value), OCTAVES - 1)
        cdef int place = power * STEPS + <int>((value >> (power - 3)) & (STEPS - 1))
        self.counted[place] = self.counted[place] + 1
        self.count = self.count + 1
        self.total = self.total + duration
        self.worst = max(self.worst, duration)

    def add(self, long long duration):
        self.note(duration)

    def buckets(self):
        cdef int place
        return [
            ((<long long>(STEPS + place % STEPS + 1) << (place // STEPS)) // STEPS, self.counted[place])
            for place in range(STEPS * OCTAVES) if self.counted[place]
        ]
