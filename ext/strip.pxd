"""The channel strip of a lane: three-band EQ, high-pass, low-pass. Layout of its memory and its functions."""

from ext.svf cimport Coefficients, Glide

cdef enum:
    TICK = 32          # frames of the control grid, on the absolute frame
    PARAMETERS = 7     # fader, low, mid, high, highpass, lowpass, level
    FADER = 0
    LOW = 1
    HIGHPASS = 4
    LEVEL = 6
    BANDS = 3
    FILTERS = 2
    EQ_STAGES = 5      # two cascaded shelves, a bell, two cascaded shelves
    STAGES = 9         # and two stages for each filter
    WET_STEPS = 16     # ticks in which a filter comes in or goes out: 12 ms

cdef struct Voicing:
    double low, mid, high     # tan(pi·f/rate) of the bands' frequencies
    double mid_damping        # 1/Q of the bell
    double half_rate          # Nyquist's frequency in Hz

cdef struct StripMemory:
    # What the past left behind; plain, so that a snapshot is a copy.
    double stages[STAGES][4]
    double hertz[FILTERS]     # the frequency last heard, kept while a filter goes out
    long long wet[FILTERS]    # how far each filter is in, 0..WET_STEPS, at the last tick

cdef struct Corner:
    # One band's or filter stage's coefficients at one value, kept so that a value is solved once.
    double value
    Coefficients first, second

cdef struct Strip:
    # What is derived from the parameters of the tick; never part of a snapshot.
    Corner left[BANDS + FILTERS]
    Corner right[BANDS + FILTERS]
    Glide glides[BANDS + 2 * FILTERS]
    bint band_used[BANDS]
    double wet_now[FILTERS]
    double wet_later[FILTERS]
    long long wet_next[FILTERS]
    bint idle                 # nothing is used: all passes, all memories are empty

cdef void strip_forget(Strip* strip) noexcept nogil
cdef void strip_clean(StripMemory* memory, const double* now) noexcept nogil
cdef void strip_prepare(
    Strip* strip, StripMemory* memory, const Voicing* voicing,
    const double* now, const double* later, const bint* used,
) noexcept nogil
cdef bint strip_stands(const Strip* strip) noexcept nogil
cdef void strip_run(Strip* strip, StripMemory* memory, double* x, int frames, int first) noexcept nogil
cdef void strip_commit(Strip* strip, StripMemory* memory) noexcept nogil
