"""The look-ahead true-peak limiter: nothing but the peaks above the ceiling is touched, by a gain without edges.

Peaks are those of the oversampled signal (ITU-R BS.1770-5, annex 2). The gain that a peak asks for is held by a
sliding minimum (a monotonic queue: Lemire, "Streaming maximum-minimum filter using no more than three comparisons
per element", 2006), released slowly, and smoothed by two moving averages that together reach over just as many frames as the
minimum looks ahead, so that the smooth gain is never above what a peak needs. Gains are integers, in 1/2^34: sums stay
exact for ever, a gain of 1 is 1 exactly, and the signal passes bit for bit.
"""

from libc.string cimport memcpy, memmove, memset

cdef extern from *:
    """
    #define EVERSET_ONE (1LL << 34)
    #define EVERSET_FULL (EVERSET_ONE * 128 * 128)

    /* 8 stereo frames of x through a filter. The vectors run over time, so every sum keeps its order; GCC and Clang
       would keep the plain loop's sums in memory, at four times the cost. */
    typedef float everset_four __attribute__((vector_size(16), aligned(4), may_alias));
    static inline void everset_filter(const float *taps, int count, const float *x, float *sums) {
        everset_four a = {0}, b = {0}, c = {0}, d = {0};
        for (int tap = 0; tap < count; tap++) {
            const everset_four *here = (const everset_four *)(x + 2 * tap);
            a += taps[tap] * here[0];
            b += taps[tap] * here[1];
            c += taps[tap] * here[2];
            d += taps[tap] * here[3];
        }
        everset_four *out = (everset_four *)sums;
        out[0] = a, out[1] = b, out[2] = c, out[3] = d;
    }
    """
    void filter_group "everset_filter"(const float* taps, int count, const float* x, float* sums) noexcept nogil
    const long long ONE "EVERSET_ONE"
    const long long FULL "EVERSET_FULL"


cdef void limiter_clear(LimiterMemory* memory) noexcept nogil:
    """Silence behind, gain 1."""
    cdef int place
    memset(memory, 0, sizeof(LimiterMemory))
    for place in range(BOX):
        memory.box_a[place] = ONE
        memory.box_b[place] = ONE * BOX
    memory.gain = ONE
    memory.sum_a = ONE * BOX
    memory.sum_b = FULL


cdef inline float _loudest(const float* x, int count) noexcept nogil:
    """The largest magnitude of ``count`` samples, a multiple of 8."""
    cdef float most[8]
    cdef float value
    cdef int i, j
    for j in range(8):
        most[j] = 0.0
    for i in range(0, count, 8):
        for j in range(8):
            value = x[i + j] if x[i + j] >= 0 else -x[i + j]
            most[j] = value if value > most[j] else most[j]
    for j in range(1, 8):
        most[0] = most[j] if most[j] > most[0] else most[0]
    return most[0]


cdef inline float _loudest_of(const float* x) noexcept nogil:
    """The louder magnitude of one stereo frame."""
    cdef float left = x[0] if x[0] >= 0 else -x[0], right = x[1] if x[1] >= 0 else -x[1]
    return left if left > right else right


cdef inline void _between(const float* taps, int count, const float* x, float* peaks) noexcept nogil:
    """Raise the peaks of GROUP frames to what one phase of the interpolator finds between the samples."""
    cdef float sums[2 * GROUP]
    cdef float value
    cdef int i
    filter_group(taps, count, x, &sums[0])
    for i in range(GROUP):
        value = _loudest_of(&sums[2 * i])
        peaks[i] = value if value > peaks[i] else peaks[i]


cdef inline void _detect(const Detector* detector, const float* x, float* peaks) noexcept nogil:
    """True peaks of GROUP frames; ``x`` starts ``count - 1`` frames before the first, interleaved stereo.

    No sum of products can be louder than the loudest sample times the taps' magnitudes: where even that stays below the
    ceiling, nobody needs to know.
    """
    cdef int i, phase, count = detector.count
    for i in range(GROUP):
        peaks[i] = 0.0
    if _loudest(x, 2 * (GROUP + count)) * detector.gain < detector.ceiling:
        return
    for i in range(GROUP):  # the sample itself: its delay is half the filter's
        peaks[i] = _loudest_of(x + 2 * (count // 2 - 1 + i))
    for phase in range(detector.phases):
        _between(detector.taps + phase * count, count, x, peaks)


cdef inline long long _turn(long long place) noexcept nogil:
    return place - HOLD if place >= HOLD else place


cdef inline long long _held(LimiterMemory* memory, long long wanted) noexcept nogil:
    """The smallest gain wanted within the last HOLD frames, the one just ``wanted`` included."""
    if memory.peaks and memory.peak_frame[memory.peak_first] <= memory.frame - HOLD:
        memory.peak_first = _turn(memory.peak_first + 1)
        memory.peaks -= 1
    if wanted < ONE:
        while memory.peaks and memory.peak_gain[_turn(memory.peak_first + memory.peaks - 1)] >= wanted:
            memory.peaks -= 1
        memory.peak_gain[_turn(memory.peak_first + memory.peaks)] = wanted
        memory.peak_frame[_turn(memory.peak_first + memory.peaks)] = memory.frame
        memory.peaks += 1
    return memory.peak_gain[memory.peak_first] if memory.peaks else ONE


cdef inline long long _released(long long gain, long long held, long long release) noexcept nogil:
    """Down at once, up by a share of the way that is left, and by 1 at the least so that it arrives."""
    if held <= gain:
        return held
    return gain + max(((held - gain) * release) >> 20, <long long>1)


cdef inline double _smoothed(LimiterMemory* memory) noexcept nogil:
    """Push the gain through both averages."""
    cdef int place = <int>(memory.frame & (BOX - 1))
    memory.sum_a += memory.gain - memory.box_a[place]
    memory.box_a[place] = memory.gain
    memory.sum_b += memory.sum_a - memory.box_b[place]
    memory.box_b[place] = memory.sum_a
    return memory.sum_b / <double>FULL


cdef void limiter_run(
    const Detector* detector, LimiterMemory* memory, const float* taken, float* given, int frames
) noexcept nogil:
    """``frames`` (at most CHUNK) in, as many out, DELAY frames late."""
    cdef float line[PAST + CHUNK + 2 * GROUP][2]
    cdef float peaks[CHUNK + GROUP]
    cdef long long wanted
    cdef double factor
    cdef int i
    memcpy(&line[0][0], &memory.past[0][0], sizeof(memory.past))
    memcpy(&line[PAST][0], taken, frames * 2 * sizeof(float))
    memset(&line[PAST + frames][0], 0, 2 * GROUP * 2 * sizeof(float))  # the last group may reach beyond
    for i in range((frames + GROUP - 1) // GROUP):
        _detect(detector, &line[PAST - detector.count + 1 + i * GROUP][0], &peaks[i * GROUP])
    for i in range(frames):
        wanted = ONE
        if peaks[i] > detector.ceiling:
            wanted = <long long>(detector.ceiling / peaks[i] * ONE)
        if wanted == ONE and memory.peaks == 0 and memory.gain == ONE and memory.sum_b == FULL:
            memory.frame += 1  # all is 1, and so are both averages' contents
            given[2 * i] = line[i + PAST - DELAY][0]
            given[2 * i + 1] = line[i + PAST - DELAY][1]
            continue
        memory.gain = _released(memory.gain, _held(memory, wanted), detector.release)
        factor = _smoothed(memory)
        memory.frame += 1
        given[2 * i] = <float>(line[i + PAST - DELAY][0] * factor)
        given[2 * i + 1] = <float>(line[i + PAST - DELAY][1] * factor)
    memcpy(&memory.past[0][0], &line[frames][0], sizeof(memory.past))
