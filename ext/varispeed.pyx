"""Varispeed: a windowed-sinc interpolator whose position is computed from the frame, so that it has no memory.

Julius O. Smith, "Digital Audio Resampling Home Page" (the polyphase table with linear interpolation between phases).
Float32 is enough here: 32 products of 24 bits round off 130 dB down.
"""

from libc.math cimport fabs, floor


cdef int sinc_class(const Sinc* sinc, double rate) noexcept nogil:
    """The first class whose cutoff suits ``rate``: read faster, PCM must be band-limited below Nyquist."""
    cdef int row = 0
    while row < sinc.classes - 1 and fabs(rate) > sinc.limits[row]:
        row += 1
    return row


cdef inline void _frame(const float* low, const float* high, float blend, const float* pcm, double* x) noexcept nogil:
    """One stereo frame: the table rows of two neighbouring phases, blended, times TAPS frames of PCM."""
    cdef float sums[8]
    cdef int block, j
    for j in range(8):
        sums[j] = 0.0
    for block in range(0, 2 * TAPS, 8):
        for j in range(8):
            sums[j] += (low[block + j] + (high[block + j] - low[block + j]) * blend) * pcm[block + j]
    x[0] = (<double>sums[0] + sums[4]) + (<double>sums[2] + sums[6])
    x[1] = (<double>sums[1] + sums[5]) + (<double>sums[3] + sums[7])


cdef void sinc_read(
    const Sinc* sinc, int row, const float* pcm, long long begin, long long held, double position, double rate,
    double* x, int frames, double start,
) noexcept nogil:
    """Stereo frame i of ``x`` is the PCM at ``position + (start + i)·rate``; where the taps leave the ``held`` frames
    from ``begin`` on it is 0. The position is the file's, whatever is held of it: counted from ``begin`` it would
    round otherwise after a restart, and no longer be the same samples."""
    cdef const float* table = sinc.table + <long long>row * (sinc.phases + 1) * 2 * TAPS
    cdef double place, whole, phase
    cdef long long first
    cdef int i, step
    for i in range(frames):
        place = position + (start + i) * rate
        whole = floor(place)
        first = <long long>whole - BEHIND - begin
        if first < 0 or first + TAPS > held:
            x[2 * i] = 0.0
            x[2 * i + 1] = 0.0
            continue
        phase = (place - whole) * sinc.phases
        step = <int>phase
        _frame(
            table + step * 2 * TAPS, table + (step + 1) * 2 * TAPS, <float>(phase - step), pcm + 2 * first, x + 2 * i
        )
