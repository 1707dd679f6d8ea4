"""One lane: its segments ahead, its memory, and how it plays. Layout and functions."""

from ext.hand cimport Hold
from ext.strip cimport PARAMETERS, Strip, StripMemory, Voicing
from ext.timeline cimport DEPTH, Segment
from ext.varispeed cimport Sinc

cdef enum:
    RAMP = 64          # frames of the ramp at an edge that has no neighbour: 1.5 ms

cdef extern from *:
    """
    #define EVERSET_NEVER (-1LL)
    """
    const long long NEVER "EVERSET_NEVER"

cdef struct Tools:
    # What every lane plays with; set once.
    Voicing voicing
    Sinc sinc
    double ramp[RAMP]

cdef struct LaneMemory:
    # Plain, so that a snapshot is a copy.
    StripMemory strip
    long long played       # the frame up to which the lane has sounded without a break
    long long risen        # the frame at which it started clean
    long long decided      # the segment end at which it was looked for a neighbour
    long long falls        # the segment end that the lane fades towards, or NEVER

cdef struct Lane:
    # Derived for the tick, and the segments ahead; not part of a snapshot.
    int slots[DEPTH]
    int head, count
    int deck, stem         # whose controls reach it, and as which of the deck's stems; −1 where none
    long long tick, serial
    long long steady       # the frame of the clip before which nothing moves, or NEVER
    double now[PARAMETERS]
    double later[PARAMETERS]
    double level_now, level_later
    Strip strip

cdef void lane_forget(Lane* lane) noexcept nogil
cdef void lane_silence(LaneMemory* memory) noexcept nogil
cdef long long lane_stands(const Lane* lane, const Segment* segment, long long frame) noexcept nogil
cdef void lane_play(
    Lane* lane, LaneMemory* memory, const Segment* segment, bint joined, const Tools* tools, const Hold* hold,
    long long frame, int frames, double* bus,
) noexcept nogil
