"""What the renderer plays: segments in a pool, and the two queues between the control side and the audio side."""

cdef enum:
    CURVES = 7         # as engine.programme.envelope.Parameter: fader, low, mid, high, highpass, lowpass, level
    LANES = 128        # as engine.programme.clip.LANES
    DEPTH = 64         # segments that a lane holds at most
    POOL = 4096        # segments in the pool: those on lanes, those on their way, those waiting to be freed
    QUEUE = 8192       # entries of a queue, a power of two

cdef struct Curve:
    const double* points   # (count, 2): frame of the clip, value
    int count

cdef struct Segment:
    long long serial
    int lane
    bint muted
    long long start, end       # programme frames
    long long at               # programme frame that envelopes and map count from
    double gain
    Curve map                  # frame of the clip, frame of the PCM
    Curve curves[CURVES]
    const float* pcm           # NULL until the loader has brought it
    long long first, held      # the frame of the PCM that ``pcm`` starts with, and how many follow
    long long ready            # the programme frame up to which they reach: ``end``, or less where the file is short

cdef enum Verb:
    PLAN = 0    # append segment ``slot`` to its lane
    FILL = 1    # the PCM of segment ``slot`` is there
    CUT = 2     # drop what ``lane`` plays from ``frame`` on
    CHANGE = 3  # the ``held`` commands that follow are one change from ``frame`` on: taken as a whole, or not at all
    TOUCH = 4   # the change comes with the touch of a hand that lies at ``slot``

cdef struct Command:
    Verb verb
    int slot, lane
    long long frame, held, ready
    const float* pcm

cdef extern from *:
    """
    #define everset_acquire(place) __atomic_load_n((place), __ATOMIC_ACQUIRE)
    #define everset_release(place, value) __atomic_store_n((place), (value), __ATOMIC_RELEASE)
    """
    long long acquire "everset_acquire"(const long long* place) noexcept nogil
    void release "everset_release"(long long* place, long long value) noexcept nogil


cdef inline long long segment_edge(const Segment* segment) noexcept nogil:
    """Up to where the segment can sound."""
    return min(segment.end, segment.ready)


cdef inline int curve_place(const Curve* curve, double frame) noexcept nogil:
    """How many points lie at or before ``frame``."""
    cdef int low = 0, high = curve.count, middle
    while low < high:
        middle = (low + high) // 2
        if curve.points[2 * middle] <= frame:
            low = middle + 1
        else:
            high = middle
    return low
