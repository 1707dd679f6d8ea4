"""The station's clock: layout and functions."""

cdef class Clock:
    cdef readonly long long sample_rate
    cdef readonly long long bound
    cdef readonly long long lead
    cdef public long long epoch        # the time of frame 0
    cdef public long long ahead        # frames by which blocks are rendered before they are due
    cdef readonly long long late_blocks
    cdef readonly long long anchored
    cdef long long quiet_until         # what was due before is not late: nobody could have heard it

    cdef long long due_at(self, long long frame) noexcept nogil
    cdef long long wait_at(self, long long frame, long long now) noexcept nogil
    cdef void count_at(self, long long end, long long now) noexcept nogil
    cdef long long keep_bound_at(self, long long frame, long long now) noexcept nogil
