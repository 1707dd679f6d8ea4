"""The look-ahead true-peak limiter. Layout of its memory and its functions."""

cdef enum:
    # Literals: Cython can't compute an enum's values when overflow checks are on.
    BOX = 128                    # frames of each of the two averages that smooth the gain
    SMOOTH = 255                 # 2·BOX − 1: frames that the two together reach over
    HOLD = 271                   # SMOOTH + 16: frames a peak holds the gain down, so that 16 around it get it in full
    DELAY = 274                  # frames between input and output: SMOOTH, half of those 16, half of the detector's taps
    CHUNK = 256                  # frames a call takes at most
    GROUP = 8                    # frames whose peaks are looked for, or not, at once
    PHASES = 7                   # of the interpolator, between two samples
    MAX_TAPS = 32                # of the interpolator, a multiple of 4
    PAST = 306                   # DELAY + MAX_TAPS: frames of input that are kept
    LINE = 584                   # PAST + CHUNK, and room for groups that reach beyond
    GROUPS = 73                  # LINE // GROUP

cdef struct Detector:
    const float* taps            # (PHASES, count), what lies between the samples
    int count
    float gain                   # what the interpolator makes of a full-scale signal at the worst
    float slope                  # how far it goes beyond the samples where each is at most 1 from the one before
    double ceiling               # amplitude
    long long release            # share of the way back per frame, in 1/2^20

cdef struct LimiterMemory:
    float past[PAST][2]
    long long box_a[BOX]         # gains in 1/2^34
    long long box_b[BOX]         # sums of box_a
    long long peak_gain[HOLD]    # the rising gains that are still to be held, oldest first in a ring
    long long peak_frame[HOLD]
    long long peak_first, peaks
    long long gain, sum_a, sum_b
    long long frame              # frames that came in so far

cdef int detector_set(Detector* detector, const float[:, ::1] taps, double ceiling, double release_share) except -1
cdef void limiter_clear(LimiterMemory* memory) noexcept nogil
cdef void limiter_run(
    const Detector* detector, LimiterMemory* memory, const float* taken, float* given, int frames
) noexcept nogil
