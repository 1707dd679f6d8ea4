"""How one lane plays a segment: PCM, channel strip, fader, ramps at bare edges, onto the bus.

Parameters are evaluated on a grid of TICK frames of the station's clock. Between two ticks the fader's amplitude and the
filters' coefficients move linearly, computed from the frame and not summed up: so the samples depend neither
on where blocks begin nor on where segments were cut.
What a hand has claimed (ext.hand) bends them on the same grid.
"""

from libc.math cimport floor
from libc.string cimport memcpy, memset

from ext.curves cimport binary_logarithm, power_of_two, quarter_sine
from ext.hand cimport Hold, hand_bend
from ext.strip cimport (
    BANDS, FADER, HIGHPASS, LEVEL, LOW, PARAMETERS, TICK, Voicing, strip_clean, strip_commit, strip_forget,
    strip_prepare, strip_run, strip_stands,
)
from ext.timeline cimport Curve, Segment, curve_place, segment_edge
from ext.varispeed cimport Sinc, sinc_class, sinc_read

cdef extern from *:
    """
    static const double EVERSET_FAR = 9e18;
    """
    const double FAR "EVERSET_FAR"


cdef void lane_forget(Lane* lane) noexcept nogil:
    """No segments, nothing derived."""
    lane.head = lane.count = 0
    lane.tick = lane.serial = lane.steady = NEVER
    strip_forget(&lane.strip)


cdef void lane_silence(LaneMemory* memory) noexcept nogil:
    """A lane that has never played."""
    memset(memory, 0, sizeof(LaneMemory))
    memory.played = memory.risen = memory.decided = memory.falls = NEVER


cdef double _value(const Curve* curve, double frame, double neutral) noexcept nogil:
    """The envelope's value at a frame of the clip: linear between points, held outside them."""
    cdef int place = curve_place(curve, frame)
    cdef const double* p
    if curve.count == 0:
        return neutral
    if place == 0:
        return curve.points[1]
    p = curve.points + 2 * (place - 1)
    if place == curve.count or p[3] == p[1]:
        return p[1]
    return p[1] + (p[3] - p[1]) * ((frame - p[0]) / (p[2] - p[0]))


cdef double _hertz(const Curve* curve, double frame, double nyquist) noexcept nogil:
    """The filter's frequency: linear in octaves between points, a step where one end is off (0)."""
    cdef int place = curve_place(curve, frame)
    cdef const double* p
    cdef double value, left, right
    if curve.count == 0:
        return 0.0
    p = curve.points + 2 * max(place - 1, 0)
    value = p[1]
    if 0 < place < curve.count and p[1] > 0.0 and p[3] > 0.0 and p[1] != p[3]:
        left = binary_logarithm(p[1])
        right = binary_logarithm(p[3])
        value = power_of_two(left + (right - left) * ((frame - p[0]) / (p[2] - p[0])))
    if value <= 0.0:
        return 0.0
    return min(max(value, 5.0), 0.98 * nyquist)


cdef void _parameters(const Segment* segment, double frame, double nyquist, double* values) noexcept nogil:
    """All parameters at ``frame`` of the clip."""
    cdef int place
    values[FADER] = min(max(_value(&segment.curves[FADER], frame, 1.0), 0.0), 1.0)
    for place in range(FADER + 1, HIGHPASS):
        values[place] = min(max(_value(&segment.curves[place], frame, 0.0), -120.0), 24.0)
    for place in range(HIGHPASS, LEVEL):
        values[place] = _hertz(&segment.curves[place], frame, nyquist)
    values[LEVEL] = 1.0
    if segment.curves[LEVEL].count:
        values[LEVEL] = min(max(_value(&segment.curves[LEVEL], frame, 1.0), 0.0), 1.0)


cdef inline double _level(const double* values) noexcept nogil:
    """Both faders' amplitude; most lanes have but one."""
    cdef double level = quarter_sine(values[FADER])
    return level if values[LEVEL] == 1.0 else level * quarter_sine(values[LEVEL])


cdef long long _stands_until(const Segment* segment, double frame) noexcept nogil:
    """The frame of the clip before which no envelope moves, from ``frame`` on; NEVER where one is moving there."""
    cdef const Curve* curve
    cdef double until = FAR
    cdef int place, following
    for place in range(PARAMETERS):
        curve = &segment.curves[place]
        following = curve_place(curve, frame)
        if following == curve.count:
            continue
        if following and curve.points[2 * following - 1] != curve.points[2 * following + 1]:
            return NEVER
        until = min(until, curve.points[2 * following])
    return <long long>until


cdef void _evaluate(
    const Lane* lane, const Segment* segment, const Voicing* voicing, const Hold* hold, long long tick, int end,
    double* values,
) noexcept nogil:
    """All parameters at ``tick``, which is the start (``end`` 0) or the end (1) of the one that ``hold`` tells of."""
    _parameters(segment, <double>(tick - segment.at), voicing.half_rate, values)
    if hold != NULL:
        hand_bend(hold, end, lane.stem, voicing.half_rate, values)


cdef void _prepare(
    Lane* lane, LaneMemory* memory, const Segment* segment, const Voicing* voicing, const Hold* hold, long long tick,
    bint clean,
) noexcept nogil:
    """Set level and strip for the tick that ``segment`` plays in; while nothing moves, and no hand is on it, they are as
    they were."""
    cdef bint follows = lane.serial == segment.serial and lane.tick == tick - TICK
    cdef bint used[PARAMETERS]
    cdef int place
    if follows and not clean and hold == NULL and tick - segment.at + TICK < lane.steady:
        lane.tick = tick
        return
    if follows:
        memcpy(&lane.now[0], &lane.later[0], sizeof(lane.now))
    else:
        _evaluate(lane, segment, voicing, hold, tick, 0, &lane.now[0])
    _evaluate(lane, segment, voicing, hold, tick + TICK, 1, &lane.later[0])
    for place in range(PARAMETERS):
        used[place] = segment.curves[place].count > 0
    if hold != NULL:
        for place in range(LOW, LOW + BANDS):
            used[place] = used[place] or hold.used & (1LL << place)
    if clean:
        strip_clean(&memory.strip, &lane.now[0])
    strip_prepare(&lane.strip, &memory.strip, voicing, &lane.now[0], &lane.later[0], &used[0])
    lane.level_now = _level(&lane.now[0]) * segment.gain
    lane.level_later = _level(&lane.later[0]) * segment.gain
    if hold != NULL:
        lane.level_now *= hold.gain[0]
        lane.level_later *= hold.gain[1]
    lane.tick = tick
    lane.serial = segment.serial
    lane.steady = NEVER
    if hold == NULL and strip_stands(&lane.strip):
        lane.steady = _stands_until(segment, <double>(tick - segment.at))


cdef void _copy(const Segment* segment, long long first, double* x, int frames) noexcept nogil:
    """PCM as it is, from frame ``first`` of what is held; 0 outside of it."""
    cdef const float* pcm
    cdef int i
    if first >= 0 and first + frames <= segment.held:
        pcm = segment.pcm + 2 * first
        for i in range(2 * frames):
            x[i] = pcm[i]
        return
    for i in range(frames):
        if 0 <= first + i < segment.held:
            x[2 * i] = segment.pcm[2 * (first + i)]
            x[2 * i + 1] = segment.pcm[2 * (first + i) + 1]
        else:
            x[2 * i] = x[2 * i + 1] = 0.0


cdef void _read(
    const Segment* segment, const Sinc* sinc, const Hold* hold, long long place, double* x, int frames
) noexcept nogil:
    """PCM for ``frames`` frames of the clip from frame ``place`` on, piece of the map by piece; a nudge shifts it,
    evenly within the tick."""
    cdef const double* p
    cdef double rate, position, shift = 0.0, bend = 0.0
    cdef int piece, count
    if hold != NULL and (hold.shift[0] != 0.0 or hold.shift[1] != 0.0):
        shift, bend = hold.shift[0], (hold.shift[1] - hold.shift[0]) / TICK
    while frames > 0:
        piece = min(max(curve_place(&segment.map, <double>place), 1), segment.map.count - 1)
        p = segment.map.points + 2 * (piece - 1)
        count = frames
        if piece < segment.map.count - 1 and p[2] - place < count:
            count = <int>(p[2] - place)
        rate = (p[3] - p[1]) / (p[2] - p[0])
        position = p[1]
        if shift != 0.0 or bend != 0.0:
            position = p[1] + (shift - bend * (<double>(hold.tick - segment.at) - p[0]))
            rate = rate + bend
        if rate == 1.0 and position == floor(position):
            _copy(segment, <long long>position - segment.first + place - <long long>p[0], x, count)
        else:
            sinc_read(
                sinc, sinc_class(sinc, rate), segment.pcm, segment.first, segment.held, position, rate, x, count,
                place - p[0],
            )
        place += count
        frames -= count
        x += 2 * count


cdef inline bint _ramped(const LaneMemory* memory, long long frame, int frames) noexcept nogil:
    """Whether a ramp reaches into the frames."""
    return frame - memory.risen < RAMP or (memory.falls != NEVER and memory.falls - frame - frames < RAMP)


cdef void _add(
    const Lane* lane, const LaneMemory* memory, const double* ramp, const double* x,
    long long frame, int frames, double* bus,
) noexcept nogil:
    """Fader and ramps, onto the bus."""
    cdef double level = lane.level_now, slope = (lane.level_later - lane.level_now) / TICK
    cdef int first = <int>(frame - lane.tick), i
    if slope == 0.0 and not _ramped(memory, frame, frames):
        for i in range(2 * frames):
            bus[i] += x[i] * level
        return
    for i in range(frames):
        level = lane.level_now + slope * (first + i)
        if frame + i - memory.risen < RAMP:
            level = level * ramp[frame + i - memory.risen]
        if memory.falls != NEVER and memory.falls - frame - i <= RAMP:
            level = level * ramp[memory.falls - frame - i - 1]
        bus[2 * i] += x[2 * i] * level
        bus[2 * i + 1] += x[2 * i + 1] * level


cdef bint _rise(LaneMemory* memory, long long frame) noexcept nogil:
    """Whether the lane starts clean at ``frame``, having been silent before it."""
    if memory.played == frame:
        return False
    memory.risen = frame
    memory.decided = NEVER
    memory.falls = NEVER
    return True


cdef void _fall(LaneMemory* memory, const Segment* segment, bint joined, long long until) noexcept nogil:
    """Near the segment's end, decide once whether the lane plays on behind it or fades."""
    cdef long long edge = segment_edge(segment)
    if until > edge - RAMP and memory.decided != edge:
        memory.decided = edge
        memory.falls = NEVER if joined else edge


cdef long long lane_stands(const Lane* lane, const Segment* segment, long long frame) noexcept nogil:
    """The frame up to which the lane plays ``segment`` as in the tick before ``frame``, short of what happens at its
    end; that tick's end at least."""
    cdef long long tick = frame & ~(<long long>TICK - 1), last
    if lane.serial != segment.serial or lane.steady == NEVER or not lane.strip.idle or tick - lane.tick > TICK:
        return tick + TICK
    last = min(segment.at + lane.steady - 1, segment_edge(segment) - RAMP) & ~(<long long>TICK - 1)
    return max(tick + TICK, last)


cdef void lane_play(
    Lane* lane, LaneMemory* memory, const Segment* segment, bint joined, const Tools* tools, const Hold* hold,
    long long frame, int frames, double* bus,
) noexcept nogil:
    """Add ``frames`` frames from ``frame`` on, all within one segment that has its PCM, and within one tick or what
    :func:`lane_stands` says.

    ``joined``: another segment with PCM follows without a gap. ``hold``: what a hand has claimed of the lane's deck in
    that tick, NULL for nothing.
    """
    cdef double x[2 * TICK]
    cdef long long tick = frame & ~(<long long>TICK - 1), end = frame + frames
    cdef bint clean = _rise(memory, frame)
    cdef int part
    _fall(memory, segment, joined, end)
    if clean or lane.tick != tick or lane.serial != segment.serial:
        _prepare(lane, memory, segment, &tools.voicing, hold, tick, clean)
    memory.played = NEVER if end == memory.falls else end
    while frames > 0:
        part = min(frames, <int>(tick + TICK - frame))
        _read(segment, &tools.sinc, hold, frame - segment.at, &x[0], part)
        strip_run(&lane.strip, &memory.strip, &x[0], part, <int>(frame - tick))
        if not segment.muted:
            _add(lane, memory, &tools.ramp[0], &x[0], frame, part, bus)
        if frame + part == tick + TICK:
            strip_commit(&lane.strip, &memory.strip)
        frame, frames, bus = frame + part, frames - part, bus + 2 * part
        lane.tick, tick = tick, tick + TICK
