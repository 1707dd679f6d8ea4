"""Filters one behind the other, all at once, each a frame behind the one before it.

A filter's next frame waits for its last one, some twenty cycles; and the filter behind it waits for it. Here the second
works on frame n - 1 while the first works on frame n, and so on: none waits for another, and two of them with left
and right fill one vector. Each does what it would do by itself, in the same order: the samples are the same, however
wide the processor is.
"""

from libc.string cimport memcpy, memset

from ext.svf cimport Glide

cdef extern from *:
    """
    #if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
    #define EVERSET_CLONES __attribute__((target_clones("avx2", "default")))
    #else
    #define EVERSET_CLONES
    #endif
    #define EVERSET_DEEP 5  /* PAIRS: of filters, in a cascade at most */
    typedef double everset_four __attribute__((vector_size(32), aligned(32)));  /* left and right of two filters */
    typedef double everset_loose __attribute__((vector_size(32), aligned(8), may_alias));
    typedef long long everset_order __attribute__((vector_size(32)));
    typedef long long everset_choice __attribute__((vector_size(32), aligned(8), may_alias));

    /* A window on it that slides by two a frame says which filters are on the way: those that have begun, from the
       left, and those that have not ended, from the right. */
    #define EVERSET_YES -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
    #define EVERSET_NO 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    static const long long everset_begun[40] = {EVERSET_YES, EVERSET_YES, EVERSET_NO, EVERSET_NO};
    static const long long everset_going[40] = {EVERSET_NO, EVERSET_NO, EVERSET_YES, EVERSET_YES};
    #define everset_most(a, b) ((a) > (b) ? (a) : (b))
    #define everset_least(a, b) ((a) < (b) ? (a) : (b))
    #define everset_seen(table, from) (*(const everset_choice *)((table) + (from)))

    typedef struct {
        everset_four now[6], step[6];  /* as ext.svf's Coefficients: a1, a2, a3, m0, m1, m2 */
        everset_four ic1, ic2;
        everset_four place;            /* frames since the tick, less the filter's number in the cascade */
    } everset_filters;

    #ifdef __clang__
    #define everset_behind(a, b) __builtin_shufflevector((a), (b), 2, 3, 4, 5)
    #else
    #define everset_behind(a, b) __builtin_shuffle((a), (b), (everset_order){2, 3, 4, 5})
    #endif
    #define everset_where(yes, a, b) ((everset_four)(((yes) & (everset_choice)(a)) | (~(yes) & (everset_choice)(b))))

    /* One frame through each of 2 * pairs filters. `moving`: the coefficients glide. `edge`: some of the filters are
       not on the way yet, or not any more. */
    #define everset_turn(t, moving, edge) do { \\
        everset_four before = *(const everset_loose *)(x + 2 * (t)); \\
        for (int f = 0; f < pairs; f++) { \\
            everset_four c[6], in = everset_behind(before, out[f]), l1, l2, l3; \\
            everset_four i = filters[f].place + (double)(t); \\
            for (int k = 0; k < 6; k++) \\
                c[k] = (moving) ? filters[f].now[k] + filters[f].step[k] * i : filters[f].now[k]; \\
            l3 = in - ic2[f]; \\
            l1 = c[0] * ic1[f] + c[1] * l3; \\
            l2 = ic2[f] + c[1] * ic1[f] + c[2] * l3; \\
            if (edge) { \\
                everset_choice on = everset_seen(everset_begun, 20 - 2 * everset_least((t) + 1, 10) + 4 * f) \\
                    & everset_seen(everset_going, 20 - 2 * everset_most((t) + 1 - frames, 0) + 4 * f); \\
                ic1[f] = everset_where(on, 2.0 * l1 - ic1[f], ic1[f]); \\
                ic2[f] = everset_where(on, 2.0 * l2 - ic2[f], ic2[f]); \\
            } else { \\
                ic1[f] = 2.0 * l1 - ic1[f]; \\
                ic2[f] = 2.0 * l2 - ic2[f]; \\
            } \\
            before = out[f]; \\
            out[f] = c[3] * in + c[4] * l1 + c[5] * l2; \\
        } \\
        if ((t) >= last) { \\
            y[2 * ((t) - last)] = out[pairs - 1][2]; \\
            y[2 * ((t) - last) + 1] = out[pairs - 1][3]; \\
        } \\
    } while (0)

    static inline __attribute__((always_inline)) void everset_flow(
        everset_filters *filters, const int pairs, const int moving, const double *x, double *y, int frames, int first
    ) {
        everset_four ic1[EVERSET_DEEP], ic2[EVERSET_DEEP], out[EVERSET_DEEP];
        const int last = 2 * pairs - 1;  /* frames that the last filter is behind the first */
        int t = 0;
        for (int f = 0; f < pairs; f++)
            ic1[f] = filters[f].ic1, ic2[f] = filters[f].ic2, out[f] = (everset_four){0};
        for (; t < last; t++)
            everset_turn(t, moving, 1);
        for (; t < frames; t++)
            everset_turn(t, moving, 0);
        for (; t < frames + last; t++)
            everset_turn(t, moving, 1);
        for (int f = 0; f < pairs; f++)
            filters[f].ic1 = ic1[f], filters[f].ic2 = ic2[f];
    }

    /* `x`: 2 doubles (a frame is read with the one before it), the frames, and 4 * pairs doubles behind them. */
    EVERSET_CLONES static void everset_cascade(
        everset_filters *filters, int pairs, int moving, const double *x, double *y, int frames, int first
    ) {
        switch (2 * pairs + !!moving) {
        case 2: everset_flow(filters, 1, 0, x, y, frames, first); break;
        case 3: everset_flow(filters, 1, 1, x, y, frames, first); break;
        case 4: everset_flow(filters, 2, 0, x, y, frames, first); break;
        case 5: everset_flow(filters, 2, 1, x, y, frames, first); break;
        case 6: everset_flow(filters, 3, 0, x, y, frames, first); break;
        case 7: everset_flow(filters, 3, 1, x, y, frames, first); break;
        case 8: everset_flow(filters, 4, 0, x, y, frames, first); break;
        case 9: everset_flow(filters, 4, 1, x, y, frames, first); break;
        default: everset_flow(filters, 5, 1, x, y, frames, first);
        }
    }

    static inline void everset_put(everset_four *place, int filter, double left, double right) {
        double *pair = (double *)place + 2 * filter;
        pair[0] = left;
        pair[1] = right;
    }
    """
    ctypedef struct Four "everset_four":
        pass
    ctypedef struct Filters "everset_filters":
        Four now[6]
        Four step[6]
        Four ic1, ic2, place
    void put "everset_put"(Four* place, int filter, double left, double right) noexcept nogil
    void run_filters "everset_cascade"(
        Filters* filters, int pairs, int moving, const double* x, double* y, int frames, int first
    ) noexcept nogil


cdef void _gather(Filters* filters, const Stage* stages, int count, int first) noexcept nogil:
    """What ``count`` stages know, side by side; what is left of a pair passes its input on."""
    cdef const double* now
    cdef const double* step
    cdef Filters* pair
    cdef int stage, k
    for stage in range(2 * ((count + 1) // 2)):
        pair = &filters[stage // 2]
        put(&pair.place, stage % 2, first - stage, first - stage)
        if stage >= count:
            put(&pair.now[3], stage % 2, 1.0, 1.0)
            continue
        now, step = &stages[stage].glide.now.a1, &stages[stage].glide.step.a1
        for k in range(6):
            put(&pair.now[k], stage % 2, now[k], now[k])
            put(&pair.step[k], stage % 2, step[k], step[k])
        put(&pair.ic1, stage % 2, stages[stage].memory[0], stages[stage].memory[1])
        put(&pair.ic2, stage % 2, stages[stage].memory[2], stages[stage].memory[3])


cdef void _keep(const Filters* filters, const Stage* stages, int count) noexcept nogil:
    """Each stage's memory goes back to where it lies."""
    cdef int stage
    for stage in range(count):
        memcpy(stages[stage].memory, <const double*>&filters[stage // 2].ic1 + 2 * (stage % 2), 2 * sizeof(double))
        memcpy(stages[stage].memory + 2, <const double*>&filters[stage // 2].ic2 + 2 * (stage % 2), 2 * sizeof(double))


cdef void cascade_run(const Stage* stages, int count, double* x, int frames, int first) noexcept nogil:
    """``frames`` of interleaved stereo ``x`` in place through ``count`` stages; ``first``: frames since the tick."""
    cdef Filters filters[PAIRS]
    cdef double line[ROOM]
    cdef bint moving = False
    cdef int stage
    memset(&filters[0], 0, sizeof(filters))
    memset(&line[0], 0, sizeof(line))
    memcpy(&line[LEAD], x, 2 * frames * sizeof(double))
    for stage in range(count):
        moving = moving or stages[stage].glide.moving
    _gather(&filters[0], stages, count, first)
    run_filters(&filters[0], (count + 1) // 2, moving, &line[0], x, frames, first)
    _keep(&filters[0], stages, count)
