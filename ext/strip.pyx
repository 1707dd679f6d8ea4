"""The channel strip of a lane: three-band EQ, then high-pass, then low-pass.

The EQ is a cascade (low shelf twice, bell, high shelf twice), each shelf with half of the band's decibels: a causal
split into bands and their sum would add up to 5 dB between them. A band at 0 dB returns its input bit for bit.
The filters are Butterworth of fourth order, 24 dB an octave. Coming in and going out they are mixed in and out
over ``WET_STEPS`` ticks, so that a step between off and on is no click; off, they cost and change nothing.
"""

from libc.math cimport NAN
from libc.string cimport memcpy, memset

from ext.cascade cimport DEEPEST, Stage, cascade_run
from ext.curves cimport quarter_tangent
from ext.svf cimport Coefficients, Glide, bell, glide_between, high_pass, high_shelf, low_pass, low_shelf

cdef extern from *:
    """
    /* 1/Q: Butterworth of second order, and the two halves of fourth order (2 cos(pi/8), 2 cos(3 pi/8)). */
    static const double EVERSET_SECOND = 1.4142135623730951;
    static const double EVERSET_FOURTH_A = 1.8477590650225735;
    static const double EVERSET_FOURTH_B = 0.7653668647301796;
    """
    const double SECOND "EVERSET_SECOND"
    const double FOURTH_A "EVERSET_FOURTH_A"
    const double FOURTH_B "EVERSET_FOURTH_B"


cdef void strip_forget(Strip* strip) noexcept nogil:
    """Nothing is solved yet: NaN equals no value."""
    cdef int place
    memset(strip, 0, sizeof(Strip))
    for place in range(BANDS + FILTERS):
        strip.left[place].value = NAN
        strip.right[place].value = NAN


cdef void strip_clean(StripMemory* memory, const double* now) noexcept nogil:
    """A clean start: empty filters, each as far in as its parameter says."""
    cdef int place
    memset(memory, 0, sizeof(StripMemory))
    for place in range(FILTERS):
        memory.wet[place] = WET_STEPS if now[HIGHPASS + place] > 0.0 else 0
        memory.hertz[place] = now[HIGHPASS + place]


cdef void _solve(Corner* corner, int place, double value, const Voicing* voicing) noexcept nogil:
    """Coefficients of band or filter ``place`` at ``value`` (dB or Hz)."""
    cdef double g
    corner.value = value
    if place == 0:
        low_shelf(&corner.first, voicing.low, SECOND, 0.5 * value)
    elif place == 1:
        bell(&corner.first, voicing.mid, voicing.mid_damping, value)
    elif place == 2:
        high_shelf(&corner.first, voicing.high, SECOND, 0.5 * value)
    else:
        g = quarter_tangent(value / voicing.half_rate)
        if place == BANDS:
            high_pass(&corner.first, g, FOURTH_A)
            high_pass(&corner.second, g, FOURTH_B)
        else:
            low_pass(&corner.first, g, FOURTH_A)
            low_pass(&corner.second, g, FOURTH_B)


cdef void _corner(Corner* wanted, const Corner* other, int place, double value, const Voicing* voicing) noexcept nogil:
    """Make ``wanted`` the solution at ``value``, from what is at hand where possible."""
    if wanted.value == value:
        return
    if other.value == value:
        memcpy(wanted, other, sizeof(Corner))
        return
    _solve(wanted, place, value, voicing)


cdef void _glide(Strip* strip, int place, double now, double later, const Voicing* voicing) noexcept nogil:
    """Fill the glides of band or filter ``place`` from ``now`` to ``later``."""
    cdef Corner* left = &strip.left[place]
    cdef Corner* right = &strip.right[place]
    cdef int target = place if place < BANDS else BANDS + 2 * (place - BANDS)
    cdef bint moving = now != later
    _corner(left, right, place, now, voicing)
    _corner(right, left, place, later, voicing)
    glide_between(&strip.glides[target], &left.first, &right.first, TICK)
    strip.glides[target].moving = moving
    if place >= BANDS:
        glide_between(&strip.glides[target + 1], &left.second, &right.second, TICK)
        strip.glides[target + 1].moving = moving


cdef inline double _smooth(double x) noexcept nogil:
    return x * x * (3.0 - 2.0 * x)


cdef void _prepare_filter(
    Strip* strip, StripMemory* memory, const Voicing* voicing, int place, double now, double later
) noexcept nogil:
    """How far the filter is in at both ends of the tick, and its frequencies (the last ones while it goes out)."""
    cdef long long wet = memory.wet[place]
    cdef bint on = now > 0.0 or later > 0.0
    strip.wet_next[place] = min(wet + 1, <long long>WET_STEPS) if on else max(wet - 1, <long long>0)
    strip.wet_now[place] = _smooth(wet / <double>WET_STEPS)
    strip.wet_later[place] = _smooth(strip.wet_next[place] / <double>WET_STEPS)
    if on:
        now = now if now > 0.0 else later
        later = later if later > 0.0 else now
        memory.hertz[place] = later
    else:
        now = later = memory.hertz[place]
    if wet > 0 or on:
        _glide(strip, BANDS + place, now, later, voicing)


cdef void strip_prepare(
    Strip* strip, StripMemory* memory, const Voicing* voicing,
    const double* now, const double* later, const bint* used,
) noexcept nogil:
    """Set the strip for one tick: parameters ``now`` (at the tick) and ``later`` (at the next).

    ``used``: the bands that the clip has an envelope for; the others are not run and keep an empty memory.
    """
    cdef int band
    for band in range(BANDS):
        strip.band_used[band] = used[LOW + band]
        if used[LOW + band]:
            _glide(strip, band, now[LOW + band], later[LOW + band], voicing)
        else:
            _empty(memory, band)
    for band in range(FILTERS):
        _prepare_filter(strip, memory, voicing, band, now[HIGHPASS + band], later[HIGHPASS + band])
    strip.idle = _unused(strip)


cdef bint _unused(const Strip* strip) noexcept nogil:
    cdef int place
    for place in range(BANDS):
        if strip.band_used[place]:
            return False
    for place in range(FILTERS):
        if strip.wet_now[place] != 0.0 or strip.wet_later[place] != 0.0:
            return False
    return True


cdef bint strip_stands(const Strip* strip) noexcept nogil:
    """Whether each filter is as far in at the end of the tick as at its beginning."""
    cdef int place
    for place in range(FILTERS):
        if strip.wet_now[place] != strip.wet_later[place]:
            return False
    return True


cdef inline int _first_stage(int band) noexcept nogil:
    return band + 1 if band > 0 else 0  # stages 0 and 1, 2, 3 and 4


cdef void _empty(StripMemory* memory, int band) noexcept nogil:
    cdef int stages = 1 if band == 1 else 2
    memset(&memory.stages[_first_stage(band)][0], 0, stages * 4 * sizeof(double))


cdef int _add_eq(Strip* strip, StripMemory* memory, Stage* stages, int count) noexcept nogil:
    """Append the bands that are used; how many stages there are then."""
    cdef int band, part
    for band in range(BANDS):
        if strip.band_used[band]:
            for part in range(1 if band == 1 else 2):
                stages[count].glide = &strip.glides[band]
                stages[count].memory = &memory.stages[_first_stage(band) + part][0]
                count += 1
    return count


cdef int _add_filter(Strip* strip, StripMemory* memory, int place, Stage* stages, int count) noexcept nogil:
    """Append both stages of a filter."""
    cdef int part
    for part in range(2):
        stages[count].glide = &strip.glides[BANDS + 2 * place + part]
        stages[count].memory = &memory.stages[EQ_STAGES + 2 * place + part][0]
        count += 1
    return count


cdef void _run_partly(Strip* strip, StripMemory* memory, int place, double* x, int frames, int first) noexcept nogil:
    """A filter that comes in or goes out: mixed with what it was given."""
    cdef double now = strip.wet_now[place], later = strip.wet_later[place]
    cdef double dry[2 * TICK]
    cdef double wet
    cdef Stage stages[2]
    cdef int i
    memcpy(&dry[0], x, 2 * frames * sizeof(double))
    cascade_run(&stages[0], _add_filter(strip, memory, place, &stages[0], 0), x, frames, first)
    for i in range(2 * frames):
        wet = now + (later - now) * ((first + (i >> 1)) / <double>TICK)
        x[i] = dry[i] + wet * (x[i] - dry[i])


cdef void strip_run(Strip* strip, StripMemory* memory, double* x, int frames, int first) noexcept nogil:
    """``frames`` (at most TICK) of interleaved stereo in place; ``first``: frames since the tick.

    What is all in runs as one cascade; it is cut where a filter is only partly in.
    """
    cdef Stage stages[DEEPEST]
    cdef int place, count
    if strip.idle:
        return
    count = _add_eq(strip, memory, &stages[0], 0)
    for place in range(FILTERS):
        if strip.wet_now[place] == 0.0 and strip.wet_later[place] == 0.0:
            continue
        if strip.wet_now[place] == 1.0 and strip.wet_later[place] == 1.0:
            count = _add_filter(strip, memory, place, &stages[0], count)
            continue
        if count:
            cascade_run(&stages[0], count, x, frames, first)
            count = 0
        _run_partly(strip, memory, place, x, frames, first)
    if count:
        cascade_run(&stages[0], count, x, frames, first)


cdef void strip_commit(Strip* strip, StripMemory* memory) noexcept nogil:
    """The tick is over: filters are further in or out; memories that died away end at exactly 0.

    Below 1e-30 a memory only costs: a denormal number takes a hundred times as long to multiply.
    """
    cdef double* value = &memory.stages[0][0]
    cdef int place
    if strip.idle:
        return
    for place in range(FILTERS):
        memory.wet[place] = strip.wet_next[place]
        if memory.wet[place] == 0:
            memset(&memory.stages[EQ_STAGES + 2 * place][0], 0, 8 * sizeof(double))
    for place in range(4 * STAGES):
        value[place] = 0.0 if -1e-30 < value[place] < 1e-30 else value[place]
