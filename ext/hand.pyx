"""A hand on the decks: what is claimed follows the hand, all else its envelopes.

A claim is two slides, the control's value and its weight: what is heard is automation + weight · (hand − automation), in
positions for faders, dB for the EQ, octaves for the filter. Between two touches both are functions of the frame alone, evaluated
on the grid of TICK frames as envelopes are: so neither blocks nor restarts change a sample. A slide is a cubic that
starts with the slope that it finds, so that a hand's moves have no corners, at whatever rate they are told.

``engine.programme.claim`` is the same in Python; it has to be, to the bit: what it makes of the touches in the journal is what
was heard.
"""

from libc.math cimport fabs, floor
from libc.string cimport memset

from ext.curves cimport binary_logarithm, power_of_two, quarter_sine
from ext.strip cimport BANDS, FADER, HIGHPASS, LEVEL, LOW, TICK
from ext.timeline cimport release

cdef extern from *:
    """
    /* Where the filter opens, in octaves of 1 Hz: 20 Hz and 20 kHz. */
    static const double EVERSET_FLOOR = 4.321928094887363;
    static const double EVERSET_TOP = 14.287712379549449;
    """
    const double FLOOR "EVERSET_FLOOR"
    const double TOP "EVERSET_TOP"


# --- slides ---------------------------------------------------------------------------------------------------------


cdef double _at(const Slide* slide, long long frame) noexcept nogil:
    """Where it is at ``frame``: a cubic by Hermite."""
    cdef double span, x, y
    if frame >= slide.t1:
        return slide.v1
    if frame <= slide.t0:
        return slide.v0
    span = <double>(slide.t1 - slide.t0)
    x = <double>(frame - slide.t0) / span
    y = 1.0 - x
    return slide.v0 + (slide.v1 - slide.v0) * (x * x * (3.0 - 2.0 * x)) + span * x * y * (slide.s0 * y - slide.s1 * x)


cdef double _slope(const Slide* slide, long long frame) noexcept nogil:
    """What it gains in a frame there."""
    cdef double span, x, y
    if frame >= slide.t1 or frame < slide.t0:
        return 0.0
    span = <double>(slide.t1 - slide.t0)
    x = <double>(frame - slide.t0) / span
    y = 1.0 - x
    return 6.0 * (slide.v1 - slide.v0) * x * y / span + slide.s0 * y * (1.0 - 3.0 * x) + slide.s1 * x * (3.0 * x - 2.0)


cdef void _stand(Slide* slide, double value, long long frame) noexcept nogil:
    slide.v0 = slide.v1 = value
    slide.s0 = slide.s1 = 0.0
    slide.t0 = slide.t1 = frame


cdef void _go(Slide* slide, double slope, double value, long long start, long long end) noexcept nogil:
    """From where it is at ``start`` to ``value`` at ``end``, with ``slope`` as far as it does not lead beyond (Fritsch
    and Carlson, "Monotone piecewise cubic interpolation", 1980: three times the chord's)."""
    cdef double now = _at(slide, start)
    cdef double most = 3.0 * (value - now) / <double>(end - start)
    slide.v0, slide.v1 = now, value
    slide.s0 = min(max(slope, 0.0), most) if most >= 0.0 else max(min(slope, 0.0), most)
    slide.s1 = 0.0
    slide.t0, slide.t1 = start, end


cdef void _push(Slide* slide, double value, double rate, long long frame) noexcept nogil:
    """From where it is at ``frame`` evenly to ``value``."""
    cdef double now = _at(slide, frame)
    cdef long long span = max(<long long>floor(fabs(value - now) / rate + 0.5), <long long>1)
    slide.v0, slide.v1 = now, value
    slide.s0 = slide.s1 = (value - now) / <double>span
    slide.t0, slide.t1 = frame, frame + span


# --- touches --------------------------------------------------------------------------------------------------------


cdef void hand_take(HandMemory* hand, const Touch* touch, long long mixed) noexcept nogil:
    """Give ``touch`` its frame, a tick that is not mixed yet and behind every touch before it; and its number."""
    cdef long long first = (mixed + TICK - 1) & ~(<long long>TICK - 1)
    cdef Touch* kept = &hand.touches[hand.taken & (TOUCHES - 1)]
    kept[0] = touch[0]
    if touch.frame > first:
        first = (touch.frame + TICK - 1) & ~(<long long>TICK - 1)
    if hand.taken > hand.applied:
        first = max(first, hand.touches[(hand.taken - 1) & (TOUCHES - 1)].frame)
    kept.frame = first
    hand.number = touch.number if touch.number > 0 else hand.number + 1
    kept.number = hand.number
    release(&hand.taken, hand.taken + 1)


cdef void _claim(Claim* claim, const Touch* touch) noexcept nogil:
    """The hand has the control from here on; where it had not, its value is there at once.

    A band that did not run before runs unheard first, for two fifths of the glide: its memory is empty, and would be
    heard to fill (a residual of -58 dBFS in a kill of noise, and of -98 so).
    """
    cdef long long start = touch.frame
    if _at(&claim.weight, touch.frame) == 0.0:
        _stand(&claim.value, 0.0 if touch.doing == PUSH else touch.value, touch.frame)
        if LOW <= touch.control < LOW + BANDS:
            start += 2 * touch.glide // 5
    if claim.weight.v1 != 1.0:
        _go(&claim.weight, _slope(&claim.weight, touch.frame), 1.0, start, start + touch.glide)


cdef void _release(Claim* claim, const Touch* touch) noexcept nogil:
    cdef long long since = max(touch.frame, touch.since)
    cdef double slope = _slope(&claim.weight, touch.frame) if since == touch.frame else 0.0
    _stand(&claim.weight, _at(&claim.weight, touch.frame), touch.frame)
    _go(&claim.weight, slope, 0.0, since, max(touch.until, since + touch.glide))


cdef void _make(HandMemory* hand, const Touch* touch) noexcept nogil:
    """Do what ``touch`` says, at its frame."""
    cdef Claim* claim = &hand.claims[touch.deck][touch.control]
    if touch.doing == RELEASE:
        if hand.used[touch.deck] & (1LL << touch.control):
            _release(claim, touch)
        return
    _claim(claim, touch)
    hand.used[touch.deck] |= 1LL << touch.control
    if touch.doing == PUSH:
        _push(&claim.value, touch.value, touch.rate, touch.frame)
    elif touch.doing == STOP:
        _go(
            &claim.value, _slope(&claim.value, touch.frame), floor(_at(&claim.value, touch.frame) + 0.5),
            touch.frame, touch.frame + touch.glide,
        )
    else:
        _go(
            &claim.value, _slope(&claim.value, touch.frame), touch.value, touch.frame, touch.frame + touch.glide
        )


cdef inline bint _sound(const Touch* touch) noexcept nogil:
    """Whether it can be made."""
    if not 0 <= touch.deck < DECKS or not 0 <= touch.control < CONTROLS:
        return False
    return touch.glide > 0 and (touch.doing != PUSH or touch.rate > 0.0)


cdef bint hand_apply(HandMemory* hand, long long frame) noexcept nogil:
    """Make the touches whose frame has come; whether some of them let go of everything at once."""
    cdef const Touch* touch
    cdef bint reset = False
    cdef long long applied = hand.applied
    while applied < hand.taken:
        touch = &hand.touches[applied & (TOUCHES - 1)]
        if touch.frame > frame:
            break
        if touch.doing == RESET:
            memset(&hand.claims[0][0], 0, sizeof(hand.claims))
            memset(&hand.used[0], 0, sizeof(hand.used))
            reset = True
        elif _sound(touch):
            _make(hand, touch)
        applied += 1
    release(&hand.applied, applied)
    return reset


# --- what is heard --------------------------------------------------------------------------------------------------


cdef inline double _blend(double automatic, double human, double weight) noexcept nogil:
    """Exactly the one at 0, exactly the other at 1."""
    if weight == 1.0:
        return human
    return automatic + weight * (human - automatic)


cdef void hand_hold(HandMemory* hand, Hold* hold, int deck, long long tick) noexcept nogil:
    """Have ``hold`` say what the claims of ``deck`` come to in the tick; forget those that are back."""
    cdef const Claim* claim
    cdef int control, end
    hold.tick, hold.used = tick, 0
    for control in range(CONTROLS):
        claim = &hand.claims[deck][control]
        for end in range(2):
            hold.weight[end][control] = 0.0
        if not hand.used[deck] & (1LL << control):
            continue
        if claim.weight.v1 == 0.0 and claim.weight.t1 <= tick:
            hand.used[deck] &= ~(1LL << control)
            continue
        hold.used |= 1LL << control
        for end in range(2):
            hold.value[end][control] = _at(&claim.value, tick + end * TICK)
            hold.weight[end][control] = _at(&claim.weight, tick + end * TICK)
    for end in range(2):
        hold.gain[end] = 1.0
        if hold.used & (1LL << CROSS):
            hold.gain[end] = _blend(1.0, quarter_sine(hold.value[end][CROSS]), hold.weight[end][CROSS])
        if hold.used & (1LL << PLAY):
            hold.gain[end] *= _blend(1.0, hold.value[end][PLAY], hold.weight[end][PLAY])
        hold.shift[end] = 0.0
        if hold.used & (1LL << NUDGE):
            hold.shift[end] = hold.weight[end][NUDGE] * hold.value[end][NUDGE]


cdef inline double _octaves(double hertz, double off, double top) noexcept nogil:
    """A filter's place in octaves, within those that a hand has; ``off`` where it is off."""
    return min(max(binary_logarithm(hertz), FLOOR), top) if hertz > 0.0 else off


cdef void _filter(double human, double weight, double top, double* hertz) noexcept nogil:
    """High-pass and low-pass, in Hz, 0 for off: the hand has one of both, or neither, by the sign of its octaves."""
    cdef double low = _blend(_octaves(hertz[0], FLOOR, top), FLOOR + max(human, 0.0), weight)
    cdef double high = _blend(_octaves(hertz[1], top, top), top + min(human, 0.0), weight)
    hertz[0] = power_of_two(low) if low > FLOOR else 0.0
    hertz[1] = power_of_two(high) if high < top else 0.0


cdef void hand_bend(const Hold* hold, int end, int stem, double half_rate, double* values) noexcept nogil:
    """Bend a lane's parameters (as ext.strip's) to the hand at the tick's start (``end`` 0) or end; ``stem``: which of
    the deck's it plays, or less than 0."""
    cdef int place
    cdef double weight
    for place in range(FADER, HIGHPASS):
        weight = hold.weight[end][place]
        if weight > 0.0:
            values[place] = _blend(values[place], hold.value[end][place], weight)
    if hold.weight[end][FILTER] > 0.0:
        _filter(
            hold.value[end][FILTER], hold.weight[end][FILTER], min(TOP, binary_logarithm(0.98 * half_rate)),
            &values[HIGHPASS],
        )
    if stem >= 0 and hold.weight[end][STEM + stem] > 0.0:
        values[LEVEL] = _blend(values[LEVEL], hold.value[end][STEM + stem], hold.weight[end][STEM + stem])
