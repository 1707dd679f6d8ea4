"""Varispeed: a windowed-sinc interpolator whose position is computed from the frame, so that it has no memory.

Julius O. Smith, "Digital Audio Resampling Home Page" (the polyphase table with linear interpolation between phases).
Float32 is enough here: 32 products of 24 bits round off 130 dB down.
"""

from libc.math cimport fabs, floor

cdef extern from *:
    """
    /* A vector holds left and right of 4 taps, so that a sum keeps its order however wide the processor is: the same
       samples on every x86-64, and faster where there is AVX2. */
    #if defined(__x86_64__) && defined(__GLIBC__) && defined(__GNUC__) && !defined(__clang__)
    #define EVERSET_CLONES __attribute__((target_clones("avx2", "default")))
    #else
    #define EVERSET_CLONES
    #endif
    #define EVERSET_VECTORS 8  /* 2·TAPS floats */
    typedef float everset_taps __attribute__((vector_size(32), aligned(4), may_alias));

    typedef struct { const float *table, *pcm; long long begin, held; double phases; } everset_sound;

    /* Stereo frame i of `x` is the sound at `position` + (`start` + i)·`rate`: the table's rows of two neighbouring
       phases, blended, times the PCM around; 0 where that is not held. */
    EVERSET_CLONES static void everset_read(
        const everset_sound *sound, double position, double rate, double start, int behind, double *x, int frames
    ) {
        for (int i = 0; i < frames; i++) {
            double place = position + (start + i) * rate, whole = __builtin_floor(place);
            double phase = (place - whole) * sound->phases;
            long long first = (long long)whole - behind - sound->begin;
            int step = (int)phase;
            float blend = (float)(phase - step);
            if (first < 0 || first + 4 * EVERSET_VECTORS > sound->held) {
                x[2 * i] = x[2 * i + 1] = 0.0;
                continue;
            }
            const everset_taps *low = (const everset_taps *)(sound->table + step * 8 * EVERSET_VECTORS);
            const everset_taps *high = low + EVERSET_VECTORS;
            const everset_taps *pcm = (const everset_taps *)(sound->pcm + 2 * first);
            everset_taps sums = {0};
            for (int k = 0; k < EVERSET_VECTORS; k++)
                sums += (low[k] + (high[k] - low[k]) * blend) * pcm[k];
            x[2 * i] = ((double)sums[0] + sums[4]) + ((double)sums[2] + sums[6]);
            x[2 * i + 1] = ((double)sums[1] + sums[5]) + ((double)sums[3] + sums[7]);
        }
    }
    """
    ctypedef struct Sound "everset_sound":
        const float* table
        const float* pcm
        long long begin
        long long held
        double phases
    void read "everset_read"(
        const Sound* sound, double position, double rate, double start, int behind, double* x, int frames
    ) noexcept nogil


cdef int sinc_class(const Sinc* sinc, double rate) noexcept nogil:
    """The first class whose cutoff suits ``rate``: read faster, PCM must be band-limited below Nyquist."""
    cdef int row = 0
    while row < sinc.classes - 1 and fabs(rate) > sinc.limits[row]:
        row += 1
    return row


cdef void sinc_read(
    const Sinc* sinc, int row, const float* pcm, long long begin, long long held, double position, double rate,
    double* x, int frames, double start,
) noexcept nogil:
    """Stereo frame i of ``x`` is the PCM at ``position + (start + i)·rate``; where the taps leave the ``held`` frames
    from ``begin`` on it is 0. The position is the file's, whatever is held of it: counted from ``begin`` it would
    round otherwise after a restart, and no longer be the same samples."""
    cdef Sound sound
    sound.table = sinc.table + <long long>row * (sinc.phases + 1) * 2 * TAPS
    sound.pcm, sound.begin, sound.held, sound.phases = pcm, begin, held, sinc.phases
    read(&sound, position, rate, start, BEHIND, x, frames)
