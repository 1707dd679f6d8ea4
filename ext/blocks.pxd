"""The blocks of a ring, as their writer sees them. Layout (engine.ring.geometry has the file's) and functions."""

cdef struct Record:
    long long frame
    unsigned int check, unused

cdef struct SlotHead:
    long long frame
    unsigned int length, check

cdef class Blocks:
    cdef object memory                 # what the pointers point into
    cdef long long* head
    cdef long long* epoch
    cdef long long* generation
    cdef Record* records
    cdef float* samples
    cdef unsigned char* slots
    cdef long long start, block_frames, block_count, every, kept, slot_bytes, mine

    cdef long long _turn(self, long long frame) noexcept nogil
    cdef SlotHead* _slot(self, long long which) noexcept nogil
    cdef float* open(self) noexcept nogil
    cdef unsigned char* open_slot(self, long long frame) noexcept nogil
    cdef void close_slot(self, long long frame, long long length) noexcept nogil
    cdef bint close(self) noexcept nogil
    cdef void advance(self) noexcept nogil
