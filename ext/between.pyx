"""PCM read between its samples, for who plays at another rate than it was made at."""

from ext.varispeed cimport BEHIND, TAPS, Sinc, sinc_class, sinc_read


def read_between(
    const float[:, :, ::1] table, const double[::1] limits, const float[:, ::1] pcm, double position, double rate,
    double[:, ::1] out,
):
    cdef Sinc sinc
    cdef int frames = <int>out.shape[0]
    if pcm.shape[1] != 2 or out.shape[1] != 2 or table.shape[2] != 2 * TAPS or limits.shape[0] != table.shape[0]:
        raise ValueError("stereo, and a table of engine.programme.sinc")
    if position < BEHIND or position + (frames - 1) * rate + TAPS - BEHIND > pcm.shape[0]:
        raise ValueError("the taps leave the PCM")
    sinc.table, sinc.limits = &table[0, 0, 0], &limits[0]
    sinc.classes, sinc.phases = <int>table.shape[0], <int>table.shape[1] - 1
    if frames:
        with nogil:
            sinc_read(
                &sinc, sinc_class(&sinc, rate), &pcm[0, 0], 0, pcm.shape[0], position, rate, &out[0, 0], frames, 0.0
            )
