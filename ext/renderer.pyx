"""The renderer: plays what the control side has laid out, block by block, and waits for nobody.

Two sides. The **control side** (any Python thread, one at a time) plans segments, brings their PCM, cuts, and takes
back what is done with. The **audio side** is ``take``, ``play`` and ``save``, without the GIL: it reads what was
published once a block, and then owns all it plays. Between them two queues of fixed size, each with one writer
and one reader; nobody waits at either. Commands may be bound to a **change** from some frame on: the audio side, which
alone knows how far it is, takes them as a whole, or not at all. Memory that a segment points to is freed by the control
side alone, after the slot has come back. A hand's touches have a queue of their own, so that none waits for a change:
the audio side gives each its frame, and keeps it where the control side reads it.
"""

from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memset

from ext.curves cimport amplitude, quarter_tangent
from ext.hand cimport CONTROLS, Claim, Slide, hand_apply, hand_hold, hand_next, hand_take
from ext.lane cimport NEVER, RAMP, Lane, lane_forget, lane_play, lane_stands
from ext.limiter cimport CHUNK, DELAY, detector_set, limiter_run
from ext.snapshot cimport Memory, memory_clear, snapshot_load, snapshot_room, snapshot_save
from ext.strip cimport TICK
from ext.timeline cimport (
    CHANGE, CURVES, CUT, DEPTH, FILL, LANES, PLAN, POOL, QUEUE, TOUCH, Command, Segment, Verb, acquire, release,
    segment_edge,
)
from ext.varispeed cimport TAPS

cdef extern from *:
    """
    static const double EVERSET_FAINT = 0.003;  /* -50 dB */
    static const long long EVERSET_ALWAYS = 0x7fffffffffffffffLL;
    """
    const double FAINT "EVERSET_FAINT"
    const long long ALWAYS "EVERSET_ALWAYS"

#: Slots of the segment pool; a slot is the control side's name of a segment.
SLOTS = POOL
#: Segments that one lane holds at most.
LANE_DEPTH = DEPTH
#: Frames that the master is late, and that the renderer therefore mixes ahead.
MASTER_DELAY = DELAY
#: Frames before its end by which it is settled what follows a segment.
EDGE = RAMP + TICK


def _smooth(double x):
    return x * x * (3.0 - 2.0 * x)


RISE = tuple(_smooth((place + 1) / (RAMP + 1.0)) for place in range(RAMP))
#: Touches that one change may come with.
MOST_BOUND = BOUND
#: Frames of PCM that the interpolator wants around a position.
REACH = TAPS


cdef inline long long _boundary(const Segment* segment, long long frame) noexcept nogil:
    """The first frame behind ``frame`` where the segment starts, stops to sound, or ends."""
    if segment.start > frame:
        return segment.start
    if segment.pcm != NULL and segment.ready > frame:
        return segment_edge(segment)
    return segment.end


cdef tuple _slide(const Slide* slide):
    return slide.v0, slide.s0, slide.v1, slide.s1, slide.t0, slide.t1


cdef tuple _claim(const Claim* claim):
    return _slide(&claim.value), _slide(&claim.weight)


cdef class Renderer:
    """See ``renderer.pyi``."""

    def __cinit__(
        self, long long rate, long long start, *, eq, const float[:, :, ::1] sinc, const double[::1] limits,
        const float[:, ::1] ident, long long gate, const float[:, ::1] taps, double ceiling, double release_share,
        const signed char[:, ::1] decks, bint master, bint filling,
    ):
        if sinc.shape[2] != 2 * TAPS or sinc.shape[0] != limits.shape[0]:
            raise ValueError(f"the sinc table must be (classes, phases + 1, {2 * TAPS}) with a limit for each class")
        if decks.shape[0] != LANES or decks.shape[1] != 2:
            raise ValueError(f"the decks must be ({LANES}, 2)")
        self.pool = <Segment*>calloc(POOL, sizeof(Segment))
        self.commands = <Command*>calloc(QUEUE, sizeof(Command))
        self.returned = <int*>calloc(QUEUE, sizeof(int))
        if self.pool == NULL or self.commands == NULL or self.returned == NULL:
            raise MemoryError
        self.rate, self.master, self.filling = rate, master, filling
        self.delay = DELAY if master else 0
        self.tables = (sinc, limits, ident, taps)
        self.kept = [None] * POOL
        self._tools(eq, sinc, limits)
        for lane in range(LANES):
            self.lanes[lane].deck, self.lanes[lane].stem = decks[lane, 0], decks[lane, 1]
        self.ident, self.ident_frames, self.gate_frames = &ident[0, 0], ident.shape[0], max(gate, 1)
        detector_set(&self.detector, taps, ceiling, release_share)
        memory_clear(&self.memory, rate, master, start)
        self._clear()

    def __dealloc__(self):
        free(self.pool)
        free(self.commands)
        free(self.returned)

    cdef int _tools(self, tuple eq, const float[:, :, ::1] sinc, const double[::1] limits) except -1:
        cdef double nyquist = self.rate / 2.0
        cdef int place
        low, mid, high = (min(hertz, 0.9 * nyquist) for hertz in eq[:3])  # at 8 kHz one of them would lie at Nyquist
        self.tools.voicing.low = quarter_tangent(low / nyquist)
        self.tools.voicing.mid = quarter_tangent(mid / nyquist)
        self.tools.voicing.high = quarter_tangent(high / nyquist)
        self.tools.voicing.mid_damping = 1.0 / eq[3]
        self.tools.voicing.half_rate = nyquist
        self.tools.sinc.table, self.tools.sinc.limits = &sinc[0, 0, 0], &limits[0]
        self.tools.sinc.classes, self.tools.sinc.phases = sinc.shape[0], sinc.shape[1] - 1
        for place in range(RAMP):
            self.tools.ramp[place] = RISE[place]
        return 0

    # --- the control side -------------------------------------------------------------------------------------------

    @property
    def frame(self):
        return self.memory.frame

    @property
    def mixed(self):
        return self.memory.mixed

    @property
    def room(self):
        return QUEUE - (self.told - acquire(&self.drained))

    def plan(
        self, int slot, int lane, long long start, long long end, long long at, double gain_db, bint muted,
        const double[:, ::1] path, tuple curves,
    ):
        if not 0 <= slot < POOL or not 0 <= lane < LANES or path.shape[0] < 2:
            raise ValueError(f"no segment can be planned as slot {slot} on lane {lane}")
        cdef Segment* segment = &self.pool[slot]
        cdef const double[:, ::1] points
        cdef int place
        memset(segment, 0, sizeof(Segment))
        self.serial += 1
        segment.serial, segment.lane, segment.muted = self.serial, lane, muted
        segment.start, segment.end, segment.at, segment.gain = start, end, at, amplitude(gain_db)
        segment.map.points, segment.map.count = &path[0, 0], path.shape[0]
        for place in range(CURVES):
            if curves[place] is not None:
                points = curves[place]
                segment.curves[place].points, segment.curves[place].count = &points[0, 0], points.shape[0]
        self.kept[slot] = [path, curves, None]
        self._tell(PLAN, slot)

    def fill(self, int slot, const float[:, ::1] pcm, long long first, long long ready):
        self.kept[slot][2] = pcm
        cdef Command* command = self._tell(FILL, slot)
        command.frame, command.ready, command.pcm, command.held = first, ready, &pcm[0, 0], pcm.shape[0]

    def cut(self, int lane, long long frame):
        cdef Command* command = self._tell(CUT, 0)
        command.lane, command.frame = lane, frame

    cdef Command* _tell(self, int verb, int slot) except NULL:
        if self.told - acquire(&self.drained) >= QUEUE:
            raise BufferError("the renderer's queue is full: look at room first")
        cdef Command* command = &self.commands[self.told & (QUEUE - 1)]
        command.verb, command.slot = <Verb>verb, slot
        self.told += 1
        return command

    def change(self, long long at):
        cdef Command* command = self._tell(CHANGE, 0)
        self.changes += 1
        command.frame, command.ready = at, self.changes
        self.opened = self.told

    def publish(self):
        if self.opened:
            self.commands[(self.opened - 1) & (QUEUE - 1)].held = self.told - self.opened
            self.opened = 0
        release(&self.asked, self.told)

    cdef int _touch(self, Touch* place, tuple touch) except -1:
        (
            place.number, place.frame, place.doing, place.deck, place.control, place.value, place.rate, place.glide,
            place.since, place.until,
        ) = touch
        return 0

    @property
    def touch_room(self):
        return TOUCHES - BOUND - (self.sent - min(acquire(&self.memory.hand.applied), self.seen))

    def touch(self, list touches):
        if len(touches) > self.touch_room:
            raise BufferError("too many touches are on their way: look at touch_room first")
        for number, touch in enumerate(touches):
            self._touch(&self.offered[(self.touches_told + number) & (TOUCHES - 1)], touch)
        self.sent += len(touches)
        release(&self.touches_told, self.touches_told + len(touches))

    def bind(self, list touches):
        if len(touches) > BOUND:
            raise BufferError(f"one change comes with {BOUND} touches at most")
        for number, touch in enumerate(touches):
            self._touch(&self.bound[number], touch)
            self._tell(TOUCH, number)
        self.binding = len(touches)

    def bound_touches(self):
        self.sent += self.binding
        self.binding = 0

    def touched(self):
        cdef long long taken = acquire(&self.memory.hand.taken)
        cdef const Touch* touch
        cdef list found = []
        while self.seen < taken:
            touch = &self.memory.hand.touches[self.seen & (TOUCHES - 1)]
            self.seen += 1
            found.append((
                touch.number, touch.frame, touch.doing, touch.deck, touch.control, touch.value, touch.rate,
                touch.glide, touch.since, touch.until,
            ))
        return found

    @property
    def claims(self):
        cdef int deck, control
        return [[_claim(&self.memory.hand.claims[deck][control]) for control in range(CONTROLS)] for deck in range(DECKS)]

    @property
    def touch_number(self):
        return self.memory.hand.number

    @touch_number.setter
    def touch_number(self, long long number):
        self.memory.hand.number = number

    def claim(self, int deck, int control, tuple value, tuple weight):
        if not 0 <= deck < DECKS or not 0 <= control < CONTROLS:
            raise ValueError(f"deck {deck} has no control {control}")
        cdef Claim* claim = &self.memory.hand.claims[deck][control]
        (
            claim.value.v0, claim.value.s0, claim.value.v1, claim.value.s1, claim.value.t0, claim.value.t1,
        ) = value
        (
            claim.weight.v0, claim.weight.s0, claim.weight.v1, claim.weight.s1, claim.weight.t0, claim.weight.t1,
        ) = weight
        self.memory.hand.used[deck] |= 1LL << control

    @property
    def agreed(self):
        cdef long long answer = acquire(&self.answer)
        return None if abs(answer) < self.changes else answer > 0

    @property
    def loaded(self):
        return acquire(&self.held)

    @loaded.setter
    def loaded(self, long long frame):
        release(&self.held, frame)

    def dismiss(self, slots):
        for slot in slots:
            self.kept[slot] = None

    def retired(self):
        cdef long long given = acquire(&self.given_back)
        cdef list slots = []
        cdef int slot
        while self.taken_back < given:
            slot = self.returned[self.taken_back & (QUEUE - 1)]
            self.taken_back += 1
            self.kept[slot] = None
            slots.append(slot)
        return slots

    @property
    def regions(self):
        cdef const float[:, :, ::1] sinc = self.tables[0]
        return (
            (<size_t><void*>self, sizeof(self.memory) + sizeof(self.lanes) + sizeof(self.holds) + sizeof(self.offered)),
            (<size_t>self.pool, POOL * sizeof(Segment)),
            (<size_t>self.commands, QUEUE * sizeof(Command)),
            (<size_t>self.returned, QUEUE * sizeof(int)),
            (<size_t>&sinc[0, 0, 0], sinc.shape[0] * sinc.shape[1] * sinc.shape[2] * sizeof(float)),
            (<size_t>self.ident, self.ident_frames * 2 * sizeof(float)),
        )

    @property
    def state_room(self):
        return snapshot_room()

    def state(self):
        cdef bytearray room = bytearray(snapshot_room())
        cdef unsigned char[::1] bytes_there = room
        return bytes(room[:self.save(&bytes_there[0])])

    def restore(self, const unsigned char[::1] state):
        if state.shape[0] == 0 or not snapshot_load(&self.memory, &state[0], state.shape[0]):
            raise ValueError("it was taken by another version, at another sample rate, or with another master")
        self.touches_read = self.touches_told  # what was on its way belongs to another time
        self.sent = self.memory.hand.taken
        self.seen = max(self.sent - TOUCHES, 0)
        self._clear()

    def take_commands(self):
        with nogil:
            self.take()

    # --- the audio side ---------------------------------------------------------------------------------------------

    def render(self, float[:, ::1] out):
        if out.shape[1] != 2:
            raise ValueError("the output must be (frames, 2)")
        if out.shape[0] > 0:
            with nogil:
                self.take()
                self.play(&out[0, 0], out.shape[0])

    cdef long long save(self, unsigned char* room) noexcept nogil:
        """The state into ``room``, ``snapshot_room()`` bytes; how many of them it takes."""
        return snapshot_save(&self.memory, room)

    cdef void _clear(self) noexcept nogil:
        """Give every segment back."""
        cdef int lane
        self.take()
        for lane in range(LANES):
            self._cut(lane, NEVER)
            lane_forget(&self.lanes[lane])
        self.holds[0].tick = self.holds[1].tick = NEVER
        self.until = NEVER

    cdef void _retire(self, int slot) noexcept nogil:
        """The slot goes back; the queue holds more than the pool, so there is always a place."""
        self.returned[self.given_back & (QUEUE - 1)] = slot
        release(&self.given_back, self.given_back + 1)

    cdef void _plan(self, int slot) noexcept nogil:
        cdef Lane* lane = &self.lanes[self.pool[slot].lane]
        if lane.count == DEPTH:
            self._retire(slot)
            return
        self.pool[slot].pcm = NULL
        lane.slots[(lane.head + lane.count) & (DEPTH - 1)] = slot
        lane.count += 1

    cdef void _fill_in(self, const Command* command) noexcept nogil:
        cdef Segment* segment = &self.pool[command.slot]
        segment.first, segment.held, segment.ready = command.frame, command.held, command.ready
        segment.pcm = command.pcm

    cdef void _cut(self, int place, long long frame) noexcept nogil:
        """From the last segment backwards: what starts at ``frame`` or later goes, what spans it ends there."""
        cdef Lane* lane = &self.lanes[place]
        cdef int slot
        while lane.count:
            slot = lane.slots[(lane.head + lane.count - 1) & (DEPTH - 1)]
            if self.pool[slot].start < frame:
                self.pool[slot].end = min(self.pool[slot].end, frame)
                return
            self._retire(slot)
            lane.count -= 1

    cdef bint _agrees(self, const Command* command) noexcept nogil:
        """Whether a change comes in time: what is nearer than the master's delay and an edge is settled."""
        cdef bint agreed = command.frame >= self.memory.frame + self.delay + RAMP + TICK
        release(&self.answer, command.ready if agreed else -command.ready)
        return agreed

    cdef void _follow(self, const Command* command) noexcept nogil:
        if command.verb == PLAN:
            self._plan(command.slot)
        elif command.verb == CUT:
            self._cut(command.lane, command.frame)
        elif command.verb == TOUCH:
            hand_take(&self.memory.hand, &self.bound[command.slot], self.memory.mixed)
        else:
            self._fill_in(command)

    cdef void take(self) noexcept nogil:
        """Read the commands, once a block; a change that comes too late is passed over."""
        cdef long long asked = acquire(&self.asked), place = self.drained
        cdef const Command* command
        self._take_touches()
        if place == asked:
            return
        while place < asked:
            command = &self.commands[place & (QUEUE - 1)]
            place += 1
            if command.verb != CHANGE:
                self._follow(command)
            elif not self._agrees(command):
                place += command.held
        self.until = NEVER
        release(&self.drained, asked)

    cdef void _take_touches(self) noexcept nogil:
        cdef long long told = acquire(&self.touches_told)
        while self.touches_read < told:
            hand_take(&self.memory.hand, &self.offered[self.touches_read & (TOUCHES - 1)], self.memory.mixed)
            self.touches_read = self.touches_read + 1

    cdef void _touched(self, long long frame) noexcept nogil:
        """Make the touches whose frame has come."""
        cdef int place
        if not hand_apply(&self.memory.hand, frame):
            return
        for place in range(LANES):
            self.lanes[place].serial = NEVER  # its parameters jump: they are evaluated anew

    cdef const Hold* _hold(self, int deck, long long tick) noexcept nogil:
        """What a hand has claimed of ``deck`` in the tick."""
        if self.holds[deck].tick != tick:
            hand_hold(&self.memory.hand, &self.holds[deck], deck, tick)
        return &self.holds[deck]

    cdef void _survey(self, long long frame) noexcept nogil:
        """Drop what has ended by ``frame``; which lanes sound, and up to which frame that holds. Done where a segment
        begins or ends and behind commands, so that lanes without sound cost nothing between."""
        cdef int place
        cdef Lane* lane
        cdef Segment* segment
        self.sounds, self.until = 0, ALWAYS
        for place in range(LANES):
            lane = &self.lanes[place]
            while lane.count and self.pool[lane.slots[lane.head]].end <= frame:
                self._retire(lane.slots[lane.head])
                lane.head = (lane.head + 1) & (DEPTH - 1)
                lane.count -= 1
            if lane.count:
                segment = &self.pool[lane.slots[lane.head]]
                self.until = min(self.until, _boundary(segment, frame))
                if segment.start <= frame:
                    self.sounding[self.sounds] = place
                    self.sounds = self.sounds + 1

    cdef long long _advance(self, long long frame, long long end) noexcept nogil:
        """The frame up to which nothing changes: an edge, ``end``, a hand's next touch, or a tick's end where something
        moves, or a hand is on it."""
        cdef long long until
        cdef int place
        cdef Lane* lane
        if frame >= self.until:
            self._survey(frame)
        until = min(min(end, self.until), hand_next(&self.memory.hand))
        for place in range(self.sounds):
            lane = &self.lanes[self.sounding[place]]
            if lane.deck >= 0 and self.memory.hand.used[lane.deck]:
                until = min(until, (frame | (TICK - 1)) + 1)
            else:
                until = min(until, lane_stands(lane, &self.pool[lane.slots[lane.head]], frame))
        return until

    cdef bint _joined(self, const Lane* lane, const Segment* segment) noexcept nogil:
        """Whether the lane plays on where ``segment``, its first, ends."""
        cdef const Segment* following
        if lane.count < 2 or segment.ready < segment.end:
            return False
        following = &self.pool[lane.slots[(lane.head + 1) & (DEPTH - 1)]]
        return following.start == segment.end and following.pcm != NULL

    cdef Part _play(self, int place, long long frame, int frames, double* bus) noexcept nogil:
        """One lane onto the bus, and its part in what is heard."""
        cdef Lane* lane = &self.lanes[place]
        cdef Segment* segment = &self.pool[lane.slots[lane.head]]
        cdef const Hold* hold = NULL
        if segment.pcm == NULL or frame >= segment.ready:
            return MISSING
        if lane.deck >= 0 and self.memory.hand.used[lane.deck]:
            hold = self._hold(lane.deck, frame & ~(<long long>TICK - 1))
        lane_play(
            lane, &self.memory.lanes[place], segment, self._joined(lane, segment), &self.tools, hold, frame, frames, bus
        )
        return HEARD if lane.level_now > FAINT or lane.level_later > FAINT else UNHEARD

    cdef void _mix(self, long long frame, int frames, double* bus) noexcept nogil:
        """Every lane onto the bus, and the ident where none sounds: where a lane should but is missing, one whose
        fader is all but down does not count as sound."""
        cdef int place, missing = 0, heard = 0, unheard = 0
        cdef Part part
        for place in range(self.sounds):
            part = self._play(self.sounding[place], frame, frames, bus)
            missing += part == MISSING
            heard += part == HEARD
            unheard += part == UNHEARD
        self.late = self.late + missing * frames
        if not self.sounds:
            self.uncovered = self.uncovered + frames
        self._fill(not heard and (missing or not unheard), frame, frames, bus)

    cdef void _fill(self, bint hole, long long frame, int frames, double* bus) noexcept nogil:
        """The ident, in over ``gate_frames`` where there is a hole, and out again; its place is the frame's."""
        cdef long long place, gate = self.memory.gate
        cdef double level
        cdef int i
        if not self.filling or not (hole or gate):
            return
        for i in range(frames):
            gate = min(gate + 1, self.gate_frames) if hole else max(gate - 1, <long long>0)
            level = gate / <double>self.gate_frames
            place = 2 * ((frame + i) % self.ident_frames)
            bus[2 * i] += self.ident[place] * level
            bus[2 * i + 1] += self.ident[place + 1] * level
        self.memory.gate = gate

    cdef void _chunk(self, int frames, float* mixed) noexcept nogil:
        """Mix the next ``frames`` (at most CHUNK)."""
        cdef double bus[2 * CHUNK]
        cdef long long frame = self.memory.mixed, end = self.memory.mixed + frames, until
        cdef int i
        memset(&bus[0], 0, sizeof(bus))
        while frame < end:
            if self.memory.hand.applied < self.memory.hand.taken:
                self._touched(frame)
            until = self._advance(frame, end)
            self._mix(frame, <int>(until - frame), &bus[2 * (frame - self.memory.mixed)])
            frame = until
        for i in range(2 * frames):
            mixed[i] = <float>bus[i]
        self.memory.mixed = end

    cdef void play(self, float* out, long long frames) noexcept nogil:
        """``frames`` frames into ``out``; the mix runs ``delay`` frames ahead, so that the master's peaks are seen."""
        cdef float mixed[2 * CHUNK]
        cdef float given[2 * CHUNK]
        cdef float* ready = &mixed[0]
        cdef long long end = self.memory.frame + frames, first, skip
        cdef int count
        while self.memory.frame < end:
            first = self.memory.mixed - self.delay  # the programme frame that comes out first
            count = <int>min(<long long>CHUNK, end + self.delay - self.memory.mixed)
            self._chunk(count, &mixed[0])
            if self.master:
                limiter_run(&self.detector, &self.memory.limiter, &mixed[0], &given[0], count)
                ready = &given[0]
            skip = min(max(self.memory.frame - first, <long long>0), <long long>count)
            memcpy(out, ready + 2 * skip, (count - skip) * 2 * sizeof(float))
            out += 2 * (count - skip)
            self.memory.frame = self.memory.frame + count - skip
