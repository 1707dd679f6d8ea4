"""The writer's side of the ring, without the GIL: a block with its checksum, the state behind it, then the head.

Each tag is taken away before what it names is touched, and set behind it, in the order of the stores.
"""

from libc.string cimport memcpy

from ext.checksum cimport checksum
from ext.timeline cimport acquire, release

cdef enum:
    NOTHING = -1   # the tag of what is not whole, as engine.ring.ring.NOTHING
    NEWEST = 2     # as engine.ring.geometry.NEWEST


cdef class Blocks:
    """See ``blocks.pyi``."""

    def __init__(
        self, unsigned char[::1] memory, *, long long head, long long epoch, long long generation, long long records,
        long long samples, long long slots, long long slot_bytes, long long start, long long block_frames,
        long long block_count, long long every, long long kept, long long mine,
    ):
        self.memory = memory
        self.head = <long long*>&memory[head]
        self.epoch = <long long*>&memory[epoch]
        self.generation = <long long*>&memory[generation]
        self.records = <Record*>&memory[records]
        self.samples = <float*>&memory[samples]
        self.slots = &memory[slots]
        self.slot_bytes, self.start, self.block_frames = slot_bytes, start, block_frames
        self.block_count, self.every, self.kept, self.mine = block_count, every, kept, mine

    def begin(self):
        self.open()

    def keep(self, const unsigned char[::1] state, long long frame):
        if state.shape[0]:
            memcpy(self.open_slot(frame), &state[0], state.shape[0])
        self.close_slot(frame, state.shape[0])

    def publish(self, const unsigned char[::1] state):
        if not self.close():
            return False
        self.keep(state, self.head[0] + self.block_frames)
        self.advance()
        return True

    cdef long long _turn(self, long long frame) noexcept nogil:
        """As engine.ring.geometry's: the blocks before the one that holds ``frame``."""
        return (frame - self.start) // self.block_frames

    cdef SlotHead* _slot(self, long long which) noexcept nogil:
        return <SlotHead*>(self.slots + which * self.slot_bytes)

    cdef float* open(self) noexcept nogil:
        """The samples of the block at the head, to be filled and then closed."""
        cdef long long place = self._turn(self.head[0]) % self.block_count
        release(&self.records[place].frame, NOTHING)
        return self.samples + place * self.block_frames * 2

    cdef unsigned char* open_slot(self, long long frame) noexcept nogil:
        """Room for the state at ``frame``, to be filled and then closed."""
        cdef SlotHead* slot = self._slot(self._turn(frame) % NEWEST)
        release(&slot.frame, NOTHING)
        return <unsigned char*>slot + sizeof(SlotHead)

    cdef void close_slot(self, long long frame, long long length) noexcept nogil:
        """The state at ``frame`` takes ``length`` bytes; every so often it is kept in the history too."""
        cdef long long turn = self._turn(frame)
        cdef SlotHead* slot = self._slot(turn % NEWEST)
        cdef SlotHead* history
        slot.length = <unsigned int>length
        slot.check = checksum(<unsigned char*>slot + sizeof(SlotHead), length, frame)
        if turn % self.every == 0:
            history = self._slot(NEWEST + turn // self.every % self.kept)
            release(&history.frame, NOTHING)
            history.length, history.check = slot.length, slot.check
            memcpy(<unsigned char*>history + sizeof(SlotHead), <unsigned char*>slot + sizeof(SlotHead), length)
            release(&history.frame, frame)
        release(&slot.frame, frame)

    cdef bint close(self) noexcept nogil:
        """The block at the head is filled. False, with nothing done, when the ring is another writer's by now."""
        cdef long long head = self.head[0]
        cdef long long place = self._turn(head) % self.block_count
        cdef Record* record = &self.records[place]
        if acquire(self.generation) != self.mine:
            return False
        record.check = checksum(self.samples + place * self.block_frames * 2, self.block_frames * 8, head)
        release(&record.frame, head)
        return True

    cdef void advance(self) noexcept nogil:
        """Block and state are there: move the head."""
        release(self.head, self.head[0] + self.block_frames)
