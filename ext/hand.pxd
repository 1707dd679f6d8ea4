"""What a hand does to the decks: touches, the claims that they make, and what these come to. Layout and functions."""

cdef enum:
    DECKS = 2
    CONTROLS = 12      # as engine.programme.controls.CONTROLS; the first four are numbered as the strip's parameters
    FILTER = 4
    CROSS = 5
    PLAY = 6
    NUDGE = 7
    STEM = 8           # and the three behind it
    TOUCHES = 64       # that are on their way at most, a power of two

cdef extern from *:
    """
    #define EVERSET_NEXT (-1LL)
    #define EVERSET_NONE 0x7fffffffffffffffLL
    """
    const long long NONE "EVERSET_NONE"
    const long long NEXT "EVERSET_NEXT"  # the frame of a touch that is to be made as soon as it can be

cdef enum Doing:
    MOVE = 0     # claim the control, and take it to ``value`` within ``glide`` frames
    PUSH = 1     # claim it, and take it towards ``value`` by ``rate`` a frame
    STOP = 2     # leave it at the whole number where it is, within ``glide`` frames
    RELEASE = 3  # give it back from ``since`` on, all of it by ``until``, in no less than ``glide`` frames
    RESET = 4    # nothing is claimed any longer, on no deck, at once

cdef struct Touch:
    # ``number``: 0 for one that is yet to get its own. Values: positions of faders 0..1, dB of the EQ, octaves of the filter, frames of a nudge.
    long long number, frame
    long long doing, deck, control
    double value, rate
    long long glide, since, until

cdef struct Slide:
    # From v0 at frame t0 to v1 at t1, where it has the slopes s0 and s1; outside it stays.
    double v0, s0, v1, s1
    long long t0, t1

cdef struct Claim:
    # What the hand wants, and how far it has its way: 0 the automation alone, 1 the hand alone.
    Slide value, weight

cdef struct HandMemory:
    # Plain, so that a snapshot is a copy.
    Claim claims[DECKS][CONTROLS]
    long long used[DECKS]      # a bit for each control that is claimed, or still on its way back
    long long taken, applied   # touches, since ever: those that have their frame, those that are made
    long long number           # the newest one's
    Touch touches[TOUCHES]     # the newest, by their count

cdef struct Hold:
    # What the claims of a deck come to at a tick (0) and at the next (1); derived, not part of a snapshot.
    long long tick, used
    double value[2][CONTROLS]
    double weight[2][CONTROLS]
    double gain[2]
    double shift[2]            # frames of the PCM

cdef void hand_take(HandMemory* hand, const Touch* touch, long long mixed) noexcept nogil
cdef bint hand_apply(HandMemory* hand, long long frame) noexcept nogil
cdef void hand_hold(HandMemory* hand, Hold* hold, int deck, long long tick) noexcept nogil
cdef void hand_bend(const Hold* hold, int end, int stem, double half_rate, double* values) noexcept nogil


cdef inline long long hand_next(const HandMemory* hand) noexcept nogil:
    """The frame of the next touch that is to be made; far away where there is none."""
    return hand.touches[hand.applied & (TOUCHES - 1)].frame if hand.applied < hand.taken else NONE
