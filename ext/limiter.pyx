"""The look-ahead true-peak limiter: nothing but the peaks above the ceiling is touched, by a gain without edges.

Peaks are those of the oversampled signal (ITU-R BS.1770-5, annex 2). The gain that a peak asks for is held by a
sliding minimum (a monotonic queue: Lemire, "Streaming maximum-minimum filter using no more than three comparisons
per element", 2006), released slowly, and smoothed by two moving averages that together reach over just as many frames as the
minimum looks ahead, so that the smooth gain is never above what a peak needs. Gains are integers, in 1/2^34: sums stay
exact for ever, a gain of 1 is 1 exactly, and the signal passes bit for bit.
"""

from libc.math cimport fabs
from libc.string cimport memcpy, memset

cdef extern from *:
    """
    #define EVERSET_ONE (1LL << 34)
    #define EVERSET_FULL (EVERSET_ONE * 128 * 128)
    #define EVERSET_PHASES 7
    static const double EVERSET_ROUNDING = 1.001;  /* more than float32 makes of 32 products */

    /* Vectors run over time, 4 stereo frames each, so that every sum keeps its order however wide the processor is:
       the same peaks on every x86-64, and twice as fast where there is AVX2. Compilers would not find this by
       themselves: they keep the plain loops' sums in memory, and branch for every maximum. */
    #if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
    #define EVERSET_CLONES __attribute__((target_clones("avx2", "default")))
    #else
    #define EVERSET_CLONES
    #endif
    typedef float everset_line __attribute__((vector_size(32), aligned(4), may_alias));
    typedef int everset_bits __attribute__((vector_size(32)));
    #define everset_magnitude(x) ((everset_line)((everset_bits)(x) & 0x7fffffff))
    #define everset_raise(most, x) do { \
        everset_line value = everset_magnitude(x); \
        everset_bits above = value > (most); \
        (most) = (everset_line)((above & (everset_bits)value) | (~above & (everset_bits)(most))); \
    } while (0)

    static inline float everset_most(const everset_line *line) {
        const float *x = (const float *)line;
        float most = x[0];
        for (int i = 1; i < 8; i++)
            most = x[i] > most ? x[i] : most;
        return most;
    }

    /* The loudest sample of each of `groups` groups of 8 stereo frames, and the largest step to one from that before. */
    EVERSET_CLONES static void everset_bounds(const float *x, int groups, float *loudest, float *steepest) {
        for (int group = 0; group < groups; group++) {
            everset_line most = {0}, step = {0};
            for (int place = 16 * group; place < 16 * group + 16; place += 8) {
                everset_line here = *(const everset_line *)(x + place);
                everset_raise(most, here);
                everset_raise(step, here - *(const everset_line *)(x + place - 2));
            }
            loudest[group] = everset_most(&most);
            steepest[group] = everset_most(&step);
        }
    }

    /* True peaks of 4 stereo frames; `x` starts count - 1 frames before the first, `taps` is (phases, count). The
       sample itself counts too: its delay is half the filter's. */
    EVERSET_CLONES static void everset_peaks(const float *taps, int count, const float *x, float *peaks) {
        everset_line sums[EVERSET_PHASES] = {{0}}, most = everset_magnitude(*(const everset_line *)(x + count - 2));
        for (int tap = 0; tap < count; tap++) {
            everset_line here = *(const everset_line *)(x + 2 * tap);
            for (int phase = 0; phase < EVERSET_PHASES; phase++)
                sums[phase] += taps[phase * count + tap] * here;
        }
        for (int phase = 0; phase < EVERSET_PHASES; phase++)
            everset_raise(most, sums[phase]);
        for (int i = 0; i < 4; i++)
            peaks[i] = most[2 * i] > most[2 * i + 1] ? most[2 * i] : most[2 * i + 1];
    }
    """
    void bounds_of "everset_bounds"(const float* x, int groups, float* loudest, float* steepest) noexcept nogil
    void peaks_of "everset_peaks"(const float* taps, int count, const float* x, float* peaks) noexcept nogil
    const long long ONE "EVERSET_ONE"
    const long long FULL "EVERSET_FULL"
    const double ROUNDING "EVERSET_ROUNDING"


def limit(const float[:, ::1] taken, float[:, ::1] given, *, taps, double ceiling, double release_share):
    cdef Detector detector
    cdef LimiterMemory memory
    cdef Py_ssize_t place = 0, count
    if taken.shape[1] != 2 or given.shape[1] != 2 or taken.shape[0] != given.shape[0]:
        raise ValueError("both must be (frames, 2) and equally long")
    detector_set(&detector, taps, ceiling, release_share)
    limiter_clear(&memory)
    with nogil:
        while place < taken.shape[0]:
            count = min(<Py_ssize_t>CHUNK, taken.shape[0] - place)
            limiter_run(&detector, &memory, &taken[place, 0], &given[place, 0], <int>count)
            place += count


cdef void _bound(Detector* detector) noexcept nogil:
    """Fill ``gain`` and ``slope`` from the taps."""
    cdef double gain, slope, run, tap, share
    cdef int phase, place, middle = detector.count // 2
    detector.gain = detector.slope = 0.0
    for phase in range(PHASES):
        gain = slope = run = 0.0
        share = (phase + 1) / (PHASES + 1.0)
        for place in range(detector.count):
            tap = detector.taps[phase * detector.count + place]
            gain += fabs(tap)
            run += tap - (share if place == middle else 1.0 - share if place == middle - 1 else 0.0)
            slope += fabs(run)
        detector.gain = <float>max(detector.gain, gain * ROUNDING)
        detector.slope = <float>max(detector.slope, slope)


cdef int detector_set(Detector* detector, const float[:, ::1] taps, double ceiling, double release_share) except -1:
    if taps.shape[0] != PHASES or taps.shape[1] > MAX_TAPS or taps.shape[1] % 4:
        raise ValueError(f"the detector's taps must be ({PHASES}, a multiple of 4 that is {MAX_TAPS} at most)")
    detector.taps, detector.count = &taps[0, 0], taps.shape[1]
    _bound(detector)
    detector.ceiling = ceiling
    detector.release = <long long>(release_share * (1 << 20))
    return 0


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


cdef bint _detect(const Detector* detector, const float* line, int frames, float* peaks) noexcept nogil:
    """True peaks of ``frames`` frames behind the PAST ones that ``line`` starts with, and whether any is above the
    ceiling; what lies below it may be told as 0.

    Two bounds say where nobody needs to know. No sum of products is louder than the loudest sample times the taps'
    magnitudes. And a row of taps is the line between its two middle samples, which is no louder than they are, and a
    rest that adds up to nothing: summed by parts, that is the steps from sample to sample times the rest's running
    sums. The second one spares nearly all music, whose loud parts are low, and so flat from sample to sample.
    """
    cdef float loudest[GROUPS]
    cdef float steepest[GROUPS]
    cdef float bound, step
    cdef int group = (PAST - detector.count + 1) // GROUP, place, i  # what lies before it is seen by no tap any more
    cdef bint above = False
    bounds_of(
        line + 2 * GROUP * group, (PAST + frames + GROUP - 1) // GROUP - group, &loudest[group], &steepest[group]
    )
    for group in range((frames + GROUP - 1) // GROUP):
        i = group * GROUP
        bound = step = 0.0
        for place in range((PAST - detector.count + 1 + i) // GROUP, (PAST + i + 2 * GROUP - 1) // GROUP):
            bound = max(bound, loudest[place])
            step = max(step, steepest[place])
        memset(peaks + i, 0, GROUP * sizeof(float))
        if min(bound * detector.gain, (bound + step * detector.slope) * ROUNDING) < detector.ceiling:
            continue
        for place in range(i, i + GROUP, 4):
            peaks_of(detector.taps, detector.count, line + 2 * (PAST - detector.count + 1 + place), peaks + place)
        for place in range(i, min(i + GROUP, frames)):
            above = above or peaks[place] > detector.ceiling
    return above


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
    cdef float line[LINE][2]
    cdef float peaks[CHUNK + GROUP]
    cdef bint above
    memcpy(&line[0][0], &memory.past[0][0], sizeof(memory.past))
    memcpy(&line[PAST][0], taken, frames * 2 * sizeof(float))
    memset(&line[PAST + frames][0], 0, 2 * GROUP * 2 * sizeof(float))  # the last group may reach beyond
    above = _detect(detector, &line[0][0], frames, &peaks[0])
    if above or not _at_rest(memory):
        _limit(detector, memory, &peaks[0], &line[PAST - DELAY][0], given, frames)
    else:
        memory.frame += frames
        memcpy(given, &line[PAST - DELAY][0], frames * 2 * sizeof(float))
    memcpy(&memory.past[0][0], &line[frames][0], sizeof(memory.past))


cdef inline bint _at_rest(const LimiterMemory* memory) noexcept nogil:
    """Whether all is 1, and so are both averages' contents: then the frame passes as it is."""
    return memory.peaks == 0 and memory.gain == ONE and memory.sum_b == FULL


cdef void _limit(
    const Detector* detector, LimiterMemory* memory, const float* peaks, const float* late, float* given, int frames
) noexcept nogil:
    """``late``: the frames that are due, ``peaks``: of those that come in."""
    cdef long long wanted
    cdef double factor
    cdef int i
    for i in range(frames):
        wanted = ONE
        if peaks[i] > detector.ceiling:
            wanted = <long long>(detector.ceiling / peaks[i] * ONE)
        if wanted == ONE and _at_rest(memory):
            memory.frame += 1
            given[2 * i] = late[2 * i]
            given[2 * i + 1] = late[2 * i + 1]
            continue
        memory.gain = _released(memory.gain, _held(memory, wanted), detector.release)
        factor = _smoothed(memory)
        memory.frame += 1
        given[2 * i] = <float>(late[2 * i] * factor)
        given[2 * i + 1] = <float>(late[2 * i + 1] * factor)
