"""The pulse: the audio thread's loop. It renders the block at the head into the ring when it is due, for ever.

One long stretch without the GIL: no lock, no allocation, no input or output, nothing that Python could hold up. The one
thing it asks of the kernel is to sleep until an absolute time, or until the control side rings its bell. What it plays
was brought by the control side, whose commands it reads once a block; what it has to tell are counters in plain memory.

To wake up costs more than to render a block: the caches are others' by then. So a block that is due takes along the next
ones, ``at_once`` in all.
"""

from ext.blocks cimport Blocks
from ext.clock cimport Clock
from ext.renderer cimport Renderer
from ext.lane cimport RAMP
from ext.strip cimport TICK
from ext.tally cimport Tally
from ext.timeline cimport acquire, release

cdef extern from *:
    """
    #include <linux/futex.h>
    #include <sys/mman.h>
    #include <sys/syscall.h>
    #include <time.h>
    #include <unistd.h>

    static const long long EVERSET_MILLISECOND = 1000000LL;
    /* A test may bring this function along (LD_PRELOAD), to watch what is called between 1 and 0. */
    extern void everset_block(int entering) __attribute__((weak));
    static inline void everset_watch(int entering) { if (everset_block) everset_block(entering); }

    static inline long long everset_now(void) {
        struct timespec time;
        clock_gettime(CLOCK_MONOTONIC, &time);  /* the vDSO's: no system call */
        return time.tv_sec * 1000000000LL + time.tv_nsec;
    }

    /* Until `moment`, or until the bell rings; not at all where it rang since it was `heard`. */
    static inline void everset_sleep_until(long long moment, const int *bell, int heard) {
        struct timespec time = {moment / 1000000000LL, moment % 1000000000LL};
        syscall(SYS_futex, bell, FUTEX_WAIT_BITSET_PRIVATE, heard, &time, NULL, FUTEX_BITSET_MATCH_ANY);
    }

    static inline int everset_heard(const int *bell) { return __atomic_load_n(bell, __ATOMIC_ACQUIRE); }

    static inline void everset_ring(int *bell) {
        __atomic_fetch_add(bell, 1, __ATOMIC_RELEASE);
        syscall(SYS_futex, bell, FUTEX_WAKE_PRIVATE, 1, NULL, NULL, 0);
    }

    /* The deepest that rendering goes is a few kilobytes. */
    static __attribute__((noinline)) void everset_hold_stack(void) {
        volatile char room[256 * 1024];
        for (unsigned long place = 0; place < sizeof(room); place += 1024) room[place] = 0;
        (void)!mlock((const void *)room, sizeof(room));
    }
    """
    const long long MILLISECOND "EVERSET_MILLISECOND"
    void watch "everset_watch"(int entering) noexcept nogil
    long long monotonic "everset_now"() noexcept nogil
    void sleep_until "everset_sleep_until"(long long moment, const int* bell, int heard) noexcept nogil
    int heard_of "everset_heard"(const int* bell) noexcept nogil
    void ring "everset_ring"(int* bell) noexcept nogil
    void hold_stack "everset_hold_stack"() noexcept nogil

cdef enum:
    LOST = -1          # what a step gives when another engine has taken the ring over
    BEHIND = 250       # ms from which on PCM that is not there yet is waited for: no output reads so near to the clock
    PATIENCE = 1000    # ms, but not longer than this for one block
    SPELL = 10         # ms that it renders without a rest while it catches up,
    REST = 2           # ms that it then leaves to others: it may have the right of way over all of them


cdef class Pulse:
    """See ``pulse.pyi``."""

    cdef Renderer renderer
    cdef Blocks blocks
    cdef Clock clock
    cdef readonly Tally times
    cdef readonly long long given_up
    cdef long long stopping, rendered_at, early
    cdef int bell

    def __init__(self, Renderer renderer not None, Blocks blocks not None, Clock clock not None, *, int at_once=1):
        self.renderer, self.blocks, self.clock = renderer, blocks, clock
        self.early = clock.due_at((at_once - 1) * blocks.block_frames) - clock.due_at(0)
        self.times = Tally()

    def step(self, long long now):
        cdef long long wait
        with nogil:
            wait = self._step(now, 0)
        if wait == 0:
            self.clock.count_at(self.blocks.head[0], now)
        return None if wait == LOST else wait

    def hold(self):
        hold_stack()

    def run(self):
        cdef bint stopped
        with nogil:
            stopped = self._run()
        return stopped

    def wake(self):
        ring(&self.bell)

    def stop(self):
        release(&self.stopping, 1)
        ring(&self.bell)

    cdef bint _run(self) noexcept nogil:
        """Until it is stopped; False when another engine has taken the ring over."""
        cdef long long now = monotonic(), rested = now, early = 0, wait
        cdef int heard
        self.rendered_at = now
        while not acquire(&self.stopping):
            heard = heard_of(&self.bell)
            now = monotonic()
            watch(1)
            wait = self._step(now, early)
            watch(0)
            if wait == LOST:
                return False
            early = 0
            if wait == 0:
                now = self._finished(now)
                wait = REST * MILLISECOND if now - rested > SPELL * MILLISECOND else 0
                early = self.early
            if wait > 0:
                sleep_until(now + wait, &self.bell, heard)
                rested = monotonic()
        return True

    cdef long long _finished(self, long long began) noexcept nogil:
        """Count the block that was begun at ``began``; what time it is."""
        cdef long long now = monotonic()
        self.times.note(now - began)
        self.clock.count_at(self.blocks.head[0], now)
        return now

    cdef long long _step(self, long long now, long long early) noexcept nogil:
        """Read the commands, and render the block at the head if it is due, or will be ``early`` ns from now. How long
        to wait until it is due otherwise, or LOST."""
        cdef long long head = self.blocks.head[0]
        cdef long long lost = self.clock.keep_bound_at(head, now), wait
        if lost:
            self.given_up = self.given_up + lost
            release(self.blocks.epoch, self.clock.epoch)
        self.renderer.take()
        wait = self.clock.wait_at(head, now)
        if wait > early:
            return wait
        if self._waits_for_pcm(head, now):
            return max(wait, MILLISECOND)
        self.rendered_at = now
        return 0 if self._block(head) else LOST

    cdef bint _waits_for_pcm(self, long long head, long long now) noexcept nogil:
        """Whether to let the loader go first: only ahead of the clock, or so far behind it that nobody hears it."""
        cdef long long needed = head + self.blocks.block_frames + self.renderer.delay + RAMP + TICK
        cdef long long behind = now - self.clock.due_at(head)
        if 0 <= behind < BEHIND * MILLISECOND or acquire(&self.renderer.held) >= needed:
            return False
        return behind < 0 or now - self.rendered_at < PATIENCE * MILLISECOND

    cdef bint _block(self, long long head) noexcept nogil:
        """Render a block, with its checksum and the state behind it. False when the ring is no longer ours."""
        cdef long long end = head + self.blocks.block_frames
        self.renderer.play(self.blocks.open(), self.blocks.block_frames)
        if not self.blocks.close():
            return False
        self.blocks.close_slot(end, self.renderer.save(self.blocks.open_slot(end)))
        self.blocks.advance()
        return True
