"""Snapshots: the renderer's memory as bytes, with the lanes alone whose memory is heard again, and the hand's once it
was there."""

from libc.string cimport memcpy, memset

from ext.hand cimport HandMemory
from ext.lane cimport LaneMemory, lane_silence
from ext.limiter cimport limiter_clear
from ext.timeline cimport LANES

cdef extern from *:
    """
    #define EVERSET_STATE 0x4556455253455433LL  /* "EVERSET3": the layout of a snapshot */
    """
    const long long STATE "EVERSET_STATE"


cdef inline long long _head_bytes() noexcept nogil:
    """What every snapshot holds."""
    return sizeof(Memory) - LANES * sizeof(LaneMemory) - sizeof(HandMemory)


cdef inline long long _bytes(const Memory* head) noexcept nogil:
    """What a snapshot holds that begins with ``head``."""
    return _head_bytes() + head.held * <long long>sizeof(HandMemory) + head.kept * <long long>sizeof(KeptLane)


cdef void memory_clear(Memory* memory, long long rate, bint master, long long start) noexcept nogil:
    """A renderer that begins at frame ``start``, with nothing behind it."""
    cdef int lane
    memset(memory, 0, sizeof(Memory))
    memory.layout, memory.rate, memory.master = STATE, rate, master
    memory.frame = memory.mixed = start
    limiter_clear(&memory.limiter)
    for lane in range(LANES):
        lane_silence(&memory.lanes[lane])


cdef long long snapshot_room() noexcept nogil:
    """Bytes that a snapshot has at most."""
    return _head_bytes() + sizeof(HandMemory) + LANES * sizeof(KeptLane)


cdef long long snapshot_save(Memory* memory, unsigned char* room) noexcept nogil:
    """Copy ``memory`` into ``room``; how many bytes that took.

    A lane that did not sound in the last frame starts clean when it sounds again: its memory is nobody's.
    """
    cdef long long length = _head_bytes(), lane
    memory.kept = 0
    memory.held = memory.hand.number > 0 or memory.hand.used[0] > 0 or memory.hand.used[1] > 0
    if memory.held:
        memcpy(room + length, &memory.hand, sizeof(HandMemory))
        length += sizeof(HandMemory)
    for lane in range(LANES):
        if memory.lanes[lane].played == memory.mixed:
            memcpy(room + length, &lane, sizeof(lane))
            memcpy(room + length + sizeof(lane), &memory.lanes[lane], sizeof(LaneMemory))
            length += sizeof(KeptLane)
            memory.kept += 1
    memcpy(room, memory, _head_bytes())
    return length


cdef bint snapshot_load(Memory* memory, const unsigned char* state, long long length) noexcept nogil:
    """Continue from ``state``. False, with nothing changed, when it is none of a renderer like this one."""
    cdef KeptLane kept
    cdef const Memory* head = <const Memory*>state
    cdef const unsigned char* lanes
    cdef long long place
    if length < _head_bytes() or head.layout != STATE or head.rate != memory.rate or head.master != memory.master:
        return False
    if not 0 <= head.kept <= LANES or not 0 <= head.held <= 1 or length != _bytes(head):
        return False
    memory_clear(memory, head.rate, head.master, head.frame)
    memcpy(memory, state, _head_bytes())
    lanes = state + _head_bytes()
    if memory.held:
        memcpy(&memory.hand, lanes, sizeof(HandMemory))
        lanes += sizeof(HandMemory)
    for place in range(memory.kept):
        memcpy(&kept, lanes + place * sizeof(KeptLane), sizeof(KeptLane))
        if 0 <= kept.lane < LANES:
            memcpy(&memory.lanes[kept.lane], &kept.memory, sizeof(LaneMemory))
    return True
