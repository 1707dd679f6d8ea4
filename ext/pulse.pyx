"""The pulse: the audio thread's loop. It renders the block at the head into the ring when it is due, for ever.

One long stretch without the GIL: no lock, no allocation, no input or output, nothing that Python could hold up. The one
thing it asks of the kernel is to sleep until an absolute time. What it plays was brought by the control side, whose
commands it reads once a block; what it has to tell are counters in plain memory.
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
    #include <sys/mman.h>
    #include <time.h>

    static const long long EVERSET_MILLISECOND = 1000000LL;
    /* A test may bring this function along (LD_PRELOAD), to watch what is called between 1 and 0. */
    extern void everset_block(int entering) __attribute__((weak));
    static inline void everset_watch(int entering) { if (everset_block) everset_block(entering); }

    static inline long long everset_now(void) {
        struct timespec time;
        clock_gettime(CLOCK_MONOTONIC, &time);  /* the vDSO's: no system call */
        return time.tv_sec * 1000000000LL + time.tv_nsec;
    }

    static inline void everset_sleep_until(long long moment) {
        struct timespec time = {moment / 1000000000LL, moment % 1000000000LL};
        clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, NULL);
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
    void sleep_until "everset_sleep_until"(long long moment) noexcept nogil
    void hold_stack "everset_hold_stack"() noexcept nogil

cdef enum:
    LOST = -1          # what a step gives when another engine has taken the ring over
    BEHIND = 250       # ms from which on PCM that is not there yet is waited for: no output reads so near to the clock
    PATIENCE = 1000    # ms, but not longer than this for one block
    NAP = 100          # ms that it sleeps at most: so long commands wait for their answer where blocks are long
    SPELL = 10         # ms that it renders without a rest while it catches up,
    REST = 2           # ms that it then leaves to others: it may have the right of way over all of them


cdef class Pulse:
    """See ``pulse.pyi``."""

    cdef Renderer renderer
    cdef Blocks blocks
    cdef Clock clock
    cdef readonly Tally times
    cdef readonly long long given_up
    cdef long long stopping, rendered_at

    def __init__(self, Renderer renderer not None, Blocks blocks not None, Clock clock not None):
        self.renderer, self.blocks, self.clock = renderer, blocks, clock
        self.times = Tally()

    def step(self, long long now):
        cdef long long wait
        with nogil:
            wait = self._step(now)
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

    def stop(self):
        release(&self.stopping, 1)

    cdef bint _run(self) noexcept nogil:
        """Until it is stopped; False when another engine has taken the ring over."""
        cdef long long now = monotonic(), rested = now, wait
        self.rendered_at = now
        while not acquire(&self.stopping):
            now = monotonic()
            watch(1)
            wait = self._step(now)
            watch(0)
            if wait == LOST:
                return False
            if wait == 0:
                now = self._finished(now)
                wait = REST * MILLISECOND if now - rested > SPELL * MILLISECOND else 0
            if wait > 0:
                sleep_until(now + min(wait, NAP * MILLISECOND))
                rested = monotonic()
        return True

    cdef long long _finished(self, long long began) noexcept nogil:
        """Count the block that was begun at ``began``; what time it is."""
        cdef long long now = monotonic()
        self.times.note(now - began)
        self.clock.count_at(self.blocks.head[0], now)
        return now

    cdef long long _step(self, long long now) noexcept nogil:
        """Read the commands, and render the block at the head if it is due. How long to wait otherwise, or LOST."""
        cdef long long head = self.blocks.head[0]
        cdef long long lost = self.clock.keep_bound_at(head, now), wait
        if lost:
            self.given_up = self.given_up + lost
            release(self.blocks.epoch, self.clock.epoch)
        self.renderer.take()
        wait = self.clock.wait_at(head, now)
        if wait == 0 and self._waits_for_pcm(head, now):
            wait = MILLISECOND
        if wait:
            return wait
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
