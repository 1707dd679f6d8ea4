"""The power of stereo sound behind the two filters of the K-weighting: left and right fill one vector, in double.

Each filter is the transposed direct form II, as in scipy.signal's sosfilt; what they make is summed up and not kept.
"""

from libc.string cimport memset

cdef extern from *:
    """
    typedef double everset_pair __attribute__((vector_size(16)));
    typedef struct { everset_pair a, b, c, d; } everset_states;

    /* What is left in the filters behind the sound, before it is denormal: nothing, below -600 dB. */
    #define everset_faint(x) (__builtin_fabs((x)[0]) < 1e-30 && __builtin_fabs((x)[1]) < 1e-30)

    /* The sum of squares of `frames` stereo frames behind two filters of six coefficients: b0, b1, b2, 1, a1, a2. */
    static double everset_weighed(const float *x, long long frames, const double *p, everset_states *states) {
        const double *q = p + 6;
        everset_pair sum = {0.0, 0.0}, a = states->a, b = states->b, c = states->c, d = states->d;
        for (long long i = 0; i < frames; i++) {
            everset_pair in = {x[2 * i], x[2 * i + 1]}, shelved = p[0] * in + a, out = q[0] * shelved + c;
            a = p[1] * in - p[4] * shelved + b;
            b = p[2] * in - p[5] * shelved;
            c = q[1] * shelved - q[4] * out + d;
            d = q[2] * shelved - q[5] * out;
            sum += out * out;
        }
        if (everset_faint(a) && everset_faint(b) && everset_faint(c) && everset_faint(d))
            a = b = c = d = (everset_pair){0.0, 0.0};
        *states = (everset_states){a, b, c, d};
        return sum[0] + sum[1];
    }
    """
    ctypedef struct States "everset_states":
        pass
    double weighed "everset_weighed"(const float* x, long long frames, const double* filters, States* states) noexcept nogil


def powers(const float[:, ::1] pcm, const double[:, ::1] filters, double[::1] out):
    cdef States states
    cdef long long place, hop
    if pcm.shape[1] != 2 or filters.shape[0] != 2 or filters.shape[1] != 6:
        raise ValueError("the sound must be (frames, 2), the filters (2, 6)")
    if out.shape[0] == 0:
        return
    hop = pcm.shape[0] // out.shape[0]
    memset(&states, 0, sizeof(states))
    with nogil:
        for place in range(out.shape[0]):
            out[place] = weighed(&pcm[place * hop, 0], hop, &filters[0, 0], &states) / hop
