"""Reading PCM between its samples. Layout of the interpolator's table and its functions."""

cdef enum:
    TAPS = 32          # samples of PCM behind one frame that is heard
    BEHIND = 15        # of them before the position; 16 lie after it

cdef struct Sinc:
    const float* table     # (classes, phases + 1, 2·TAPS): each tap twice, for left and right
    const double* limits   # (classes,): the fastest rate that the class is for, rising
    int classes
    int phases

cdef int sinc_class(const Sinc* sinc, double rate) noexcept nogil
cdef void sinc_read(
    const Sinc* sinc, int row, const float* pcm, long long begin, long long held, double position, double rate,
    double* x, int frames, double start,
) noexcept nogil
