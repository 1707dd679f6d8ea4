"""What a snapshot of the renderer holds. Layout and its functions."""

from ext.hand cimport HandMemory
from ext.lane cimport LaneMemory
from ext.limiter cimport LimiterMemory
from ext.timeline cimport LANES

cdef struct Memory:
    # Everything that the next sample depends on besides programme and PCM: plain, a snapshot is a copy.
    long long layout       # which version of Everset laid this out
    long long rate, master
    long long held         # whether the hand's memory follows in a snapshot: 1, or 0 while there was none
    long long kept         # lanes whose memory follows in a snapshot
    long long frame        # the next frame that render gives
    long long mixed        # the next frame that is mixed: ``frame``, or further by the master's delay
    long long gate         # how far the ident is in, 0..gate_frames
    LimiterMemory limiter
    HandMemory hand
    LaneMemory lanes[LANES]

cdef struct KeptLane:
    long long lane
    LaneMemory memory

cdef void memory_clear(Memory* memory, long long rate, bint master, long long start) noexcept nogil
cdef long long snapshot_room() noexcept nogil
cdef long long snapshot_save(Memory* memory, unsigned char* room) noexcept nogil
cdef bint snapshot_load(Memory* memory, const unsigned char* state, long long length) noexcept nogil
