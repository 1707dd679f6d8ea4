"""Filters one behind the other, run on a lane's sound. Layout of one and the function that runs them."""

from ext.svf cimport Glide

cdef enum:
    DEEPEST = 10       # filters in one cascade at most
    PAIRS = 5          # DEEPEST // 2
    LEAD = 2           # doubles in front of the sound
    ROOM = 86          # LEAD + 2·32 + 2·DEEPEST: the sound of a tick with what is read around it

cdef struct Stage:
    const Glide* glide
    double* memory     # ic1 left, ic1 right, ic2 left, ic2 right

cdef void cascade_run(const Stage* stages, int count, double* x, int frames, int first) noexcept nogil
