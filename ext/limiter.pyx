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
    """
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


cdef void _detect(const Detector* detector, const float* x, float* peaks, int frames) noexcept nogil:
    """The true peak around each frame: ``x`` starts ``count − 1`` frames before the first, interleaved stereo.

    The loops run over time, so that the compiler makes vectors of them without changing the order of any sum.
    """
    cdef float sums[2 * CHUNK]
    cdef int phase, tap, i, count = detector.count, width = 2 * frames
    cdef float weight, value
    cdef const float* from_here = x + 2 * (count // 2 - 1)
    for i in range(width):  # the sample itself: its delay is half the filter's
        value = from_here[i]
        sums[i] = value if value >= 0 else -value
    for i in range(frames):
        peaks[i] = sums[2 * i] if sums[2 * i] > sums[2 * i + 1] else sums[2 * i + 1]
    for phase in range(detector.phases):
        for i in range(width):
            sums[i] = 0.0
        for tap in range(count):
            weight = detector.taps[phase * count + tap]
            for i in range(width):
                sums[i] += weight * x[2 * tap + i]
        for i in range(width):
            sums[i] = sums[i] if sums[i] >= 0 else -sums[i]
        for i in range(frames):
            value = sums[2 * i] if sums[2 * i] > sums[2 * i + 1] else sums[2 * i + 1]
            peaks[i] = value if value > peaks[i] else peaks[i]


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
    cdef float line[PAST + CHUNK][2]
    cdef float peaks[CHUNK]
    cdef long long wanted
    cdef double factor
    cdef int i
    memcpy(&line[0][0], &memory.past[0][0], sizeof(memory.past))
    memcpy(&line[PAST][0], taken, frames * 2 * sizeof(float))
    _detect(detector, &line[PAST - detector.count + 1][0], &peaks[0], frames)
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
