"""The renderer's layout and its audio side, for those who drive it without the GIL."""

from ext.hand cimport DECKS, TOUCHES, Hold, Touch
from ext.lane cimport Lane, Tools
from ext.limiter cimport Detector
from ext.snapshot cimport Memory
from ext.timeline cimport LANES, POOL, Command, Segment

cdef enum:
    BOUND = 8          # touches that come with one change at most

cdef enum Part:
    # A lane's part in what is heard.
    MISSING     # its PCM is not there
    UNHEARD     # it plays with its fader all but down
    HEARD


cdef class Renderer:
    cdef Memory memory
    cdef Lane[LANES] lanes
    cdef Hold[DECKS] holds
    cdef Touch[TOUCHES] offered               # touches, on their way to the audio side
    cdef Touch[BOUND] bound                   # those of the change under way
    cdef int[LANES] sounding                  # the lanes with something to play now, by number
    cdef int sounds                           # how many they are
    cdef long long until                      # the frame up to which that holds
    cdef Tools tools
    cdef Detector detector
    cdef Segment* pool
    cdef Command* commands
    cdef int* returned
    cdef long long told, asked, drained       # commands written, published, read
    cdef long long given_back, taken_back     # retired slots given by the audio side, taken by the control side
    cdef long long serial
    cdef long long changes, opened            # changes told of; where the one under way begins, or 0
    cdef long long answer                     # the newest change that the audio side has read: negative when refused
    cdef long long held                       # the frame before which all PCM is there
    cdef long long touches_told, touches_read
    cdef long long sent, seen                 # touches since ever, as memory.hand counts: told, and heard of again
    cdef int binding                          # touches of the change under way
    cdef const float* ident
    cdef long long ident_frames, gate_frames
    cdef long long rate, delay
    cdef bint master, filling
    cdef readonly long long late
    cdef readonly long long uncovered
    cdef list kept
    cdef tuple tables                         # what the pointers above point into

    cdef int _tools(self, tuple eq, const float[:, :, ::1] sinc, const double[::1] limits) except -1
    cdef Command* _tell(self, int verb, int slot) except NULL
    cdef int _touch(self, Touch* place, tuple touch) except -1

    cdef void take(self) noexcept nogil
    cdef void play(self, float* out, long long frames) noexcept nogil
    cdef long long save(self, unsigned char* room) noexcept nogil

    cdef void _clear(self) noexcept nogil
    cdef void _retire(self, int slot) noexcept nogil
    cdef void _plan(self, int slot) noexcept nogil
    cdef void _fill_in(self, const Command* command) noexcept nogil
    cdef void _cut(self, int place, long long frame) noexcept nogil
    cdef void _take_touches(self) noexcept nogil
    cdef void _touched(self, long long frame) noexcept nogil
    cdef const Hold* _hold(self, int deck, long long tick) noexcept nogil
    cdef bint _agrees(self, const Command* command) noexcept nogil
    cdef void _follow(self, const Command* command) noexcept nogil
    cdef void _survey(self, long long frame) noexcept nogil
    cdef long long _advance(self, long long frame, long long end) noexcept nogil
    cdef bint _joined(self, const Lane* lane, const Segment* segment) noexcept nogil
    cdef Part _play(self, int place, long long frame, int frames, double* bus) noexcept nogil
    cdef void _mix(self, long long frame, int frames, double* bus) noexcept nogil
    cdef void _fill(self, bint hole, long long frame, int frames, double* bus) noexcept nogil
    cdef void _chunk(self, int frames, float* mixed) noexcept nogil
