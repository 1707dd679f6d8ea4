"""The mixer: the control-side twin of the renderer. It lays the programme out; the renderer plays it."""

import threading
from collections import deque
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.errors import RingError
from engine.mixing import master
from engine.pcm import ident
from engine.pcm.loader import Loader
from engine.pcm.stock import Stock
from engine.programme import decks, sinc, voicing
from engine.programme.clip import LANES, Clip
from engine.programme.line import Line
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme
from engine.programme.segment import LENGTH, Segment
from engine.programme.touch import Touch, heard, placed
from engine.units import to_amplitude
from ext.renderer import EDGE, LANE_DEPTH, MASTER_DELAY, REACH, SLOTS, Renderer


class Mixer:
    """Plays a programme, block after block, from frame ``start`` on.

    :meth:`render`, :meth:`state` and :meth:`restore` belong to one thread, the audio side; :meth:`follow`, :meth:`load`
    and :meth:`touch` may be called from any. The audio side never waits for them: frames whose PCM is not there count
    as ``late``, and where nothing sounds the ident does.

    A clip's first and last 64 frames are ramped where no other clip meets it on its lane; where one does, the lane's
    filters go on and nothing is ramped: such clips must join in their PCM, or use another lane.

    ``ceiling_dbtp``: of the true-peak limiter. ``master``: False leaves it out. ``ahead``: frames beyond ``frame`` that
    :meth:`load` reads at most, which bounds memory (8 bytes a frame and lane); None: as many as it is asked for.
    ``behind``: frames that have sounded whose PCM stays in the ``stock``, while there is room (engine.pcm.stock).
    ``spare``: another mixer's stock, for files that are gone or short by now.
    ``filling``: False leaves holes silent. ``audible``: the clips that reach the bus, the others are played unheard.
    ``on_trouble``: told of PCM that can't be played, once a clip.

    ``renderer``: the twin, for who drives the audio side without the GIL (ext.pulse).
    """

    def __init__(  # noqa: PLR0913  the settings of one mixer
        self,
        sample_rate: int,
        *,
        start: int = 0,
        ceiling_dbtp: float = -1.0,
        master: bool = True,
        ahead: int | None = None,
        behind: int = 0,
        spare: Stock | None = None,
        filling: bool = True,
        audible: Callable[[Clip], bool] | None = None,
        on_trouble: Callable[[str], None] | None = None,
    ) -> None:
        self.sample_rate = sample_rate
        self.ahead = ahead
        self.audible = audible
        self.delay = MASTER_DELAY if master else 0
        self.stock = Stock(behind)
        self._loader = Loader(ident.make(sample_rate), on_trouble, self.stock, spare)
        self.renderer = _renderer(sample_rate, start, ceiling_dbtp, master, filling)
        self._lines = [Line(lane, start) for lane in range(LANES)]
        self._active: list[Line] = []  # those with clips, or with segments that have not come back
        self._clips: list[Clip] = []
        self._free = list(range(SLOTS))
        self._control = threading.Lock()  # among control threads; the audio side never takes it
        self._touching = threading.Lock()  # the same for touches, which wait for no change
        self._coming: deque[Touch] = deque()  # those that were made once and will be again, at their frames

    @property
    def frame(self) -> int:
        """The next programme frame that :meth:`render` gives."""
        return self.renderer.frame

    @property
    def reach(self) -> int:
        """Frames behind ``frame`` that are settled: a splice nearer than this comes too late to be heard whole."""
        return self.delay + EDGE

    @property
    def late(self) -> int:
        """Clips' frames that were due without their PCM."""
        return self.renderer.late

    @property
    def uncovered(self) -> int:
        """Frames that no clip covered, and the ident filled."""
        return self.renderer.uncovered

    def follow(self, programme: Programme) -> None:
        """The programme changed: what is laid out is cut where it differs, and laid out anew.

        Returns at once; the new clips sound as soon as :meth:`load` has brought their PCM.
        """
        with self._control:
            self._collect()
            self._lay(programme)
            self.renderer.publish()

    def override(self, overrides: Overrides) -> None:
        """Mix as a hand had it, and as the touches will have it that lie ahead. Before the first frame, or behind
        :meth:`restore`; a state knows what was touched before it."""
        now, renderer = self.renderer.mixed, self.renderer
        if not renderer.touch_number:
            for place, claim in overrides.at(now).items():
                renderer.claim(*placed(place), *claim.slides)
            renderer.touch_number = overrides.number_at(now)
        known = renderer.touch_number
        self._coming = deque(touch for touch in overrides.behind(now) if touch.number > known)

    @property
    def touch_room(self) -> int:
        """Touches that :meth:`touch` takes by now."""
        return self.renderer.touch_room

    def touch(self, touches: Sequence[Touch]) -> None:
        """A hand does this, as soon as it can be. Raises BufferError when there is no room."""
        with self._touching:
            self.renderer.touch([touch.told() for touch in touches])

    def touched(self) -> list[Touch]:
        """The touches that got their frame since the last call; after :meth:`restore` the newest before it, too."""
        with self._touching:
            return [heard(told) for told in self.renderer.touched()]

    def _touch_ahead(self, until: int) -> int:
        """Tell of the touches that lie ahead, up to frame ``until`` and as far as there is room; the frame before which
        all are told."""
        if not self._coming:
            return until
        with self._touching:
            self.renderer.touched()  # what is heard of again makes room
            due = [touch for touch in self._coming if touch.frame < until + self.reach][: self.renderer.touch_room]
            self.renderer.touch([self._coming.popleft().told() for _ in due])
        return min(until, self._coming[0].frame - self.delay) if self._coming else until

    def change(self, programme: Programme, at: int, answer: Callable[[], bool], touches: Sequence[Touch] = ()) -> bool:
        """Follow ``programme``, which differs from frame ``at`` on, as a whole; or, where ``at`` is settled already,
        not at all: then False, and everything is as it was. ``answer`` waits until the audio side has read its
        commands (:attr:`agreed`), and gives its answer. ``touches``: a hand's, that come with it."""
        with self._control:
            self._collect()
            before = self._clips, list(self._free), self._active, [line.picture() for line in self._lines]
            self.renderer.change(at)
            self._lay(programme)
            self._fill_at_hand(set(before[1]).difference(self._free))
            self.renderer.bind([touch.told() for touch in touches])
            self.renderer.publish()
            agreed = answer()
            if agreed:
                self.renderer.bound_touches()
                self.renderer.loaded = min(self.renderer.loaded, at)
            else:
                self.renderer.dismiss(set(before[1]).difference(self._free))
                self._clips, self._free, self._active, pictures = before
                for line, picture in zip(self._lines, pictures, strict=True):
                    line.put_back(picture)
            return agreed

    @property
    def agreed(self) -> bool | None:
        """Whether the audio side took the newest change; None while it has not read it."""
        return self.renderer.agreed

    def take_commands(self) -> None:
        """Read what was laid out; :meth:`render` does so by itself. Audio side."""
        self.renderer.take_commands()

    def _lay(self, programme: Programme) -> None:
        """Tell the renderer how ``programme`` differs from what it knows."""
        self._clips = list(programme.clips)
        now = self.renderer.mixed
        wanted = by_lane(self._clips, now)
        for place in sorted({*wanted, *(line.lane for line in self._active)}):
            frame = self._lines[place].change(wanted.get(place, []), now)
            if frame is not None:
                self.renderer.cut(place, frame)
        self._active = [line for line in self._lines if not line.idle]
        self._lay_out(self.renderer.mixed + LAID_OUT)

    def load(self, until: int) -> int:
        """Bring the PCM of all frames before ``until``, nearest first. Blocks on disks: for a loader's thread, or
        offline.

        Returns the frame before which everything is there that can be; less than ``until`` where a lane has more clips
        than the renderer takes at once, or ``ahead`` forbids more.
        """
        if self.ahead is not None:
            until = min(until, self.frame + self.ahead)
        self.stock.forget(self.frame)
        for pcm, since in self._grown().items():
            self._lay_out_again(pcm, since)
        tried: list[Segment] = []
        try:
            while (segment := self._next(until + self.reach)) is not None:
                tried.append(segment)
                self._bring(segment)
        finally:
            loaded = self._note_loaded(self._touch_ahead(until), tried)
        return loaded

    def recall(self, start: int, end: int) -> None:
        """Have in the stock what sounded in ``[start, end)``, before this mixer began. Blocks on disks."""
        self._loader.recall(self._clips, start, end)

    @property
    def loaded(self) -> int:
        """What :meth:`load` has given last, or the frame of a change that came since."""
        return self.renderer.loaded

    def pump(self, out: NDArray[np.float32]) -> None:
        """The same as :meth:`render`, once all is there that belongs to it: offline, where that may take its time."""
        place = 0
        while place < len(out):
            ready = self.load(self.frame + len(out) - place) - self.frame
            count = ready if 0 < ready < len(out) - place else len(out) - place
            self.render(out[place : place + count])
            place += count

    def render(self, out: NDArray[np.float32]) -> None:
        """The next frames into ``out``, float32 (frames, 2), C-contiguous, of any length."""
        self.renderer.render(out)

    def state(self) -> bytes:
        """Everything the next frame depends on besides programme and PCM; it grows with the lanes that sound."""
        return self.renderer.state()

    @property
    def state_room(self) -> int:
        """Bytes that a state has at most."""
        return self.renderer.state_room

    def restore(self, state: bytes) -> None:
        """Continue exactly behind the frame at which ``state`` was taken. Raises RingError for a foreign one."""
        with self._control:
            try:
                self.renderer.restore(state)
            except ValueError as error:
                raise RingError(f"the mixer's snapshot can't be used, {error}: start without it") from error
            self._collect()
            now = self.renderer.mixed
            wanted = by_lane(self._clips, now)
            for line in self._lines:
                line.clips, line.told, line.until = wanted.get(line.lane, []), [], now
            self._active = [line for line in self._lines if not line.idle]
            self.renderer.loaded = now
            self._lay_out(now + LAID_OUT)
            self.renderer.publish()

    def keep_at_hand(self, pcm: str, start: int) -> None:
        """Have the file ``pcm`` in memory up to some seconds behind frame ``start``: a change that plays it from there
        has it with it. Blocks on disks."""
        self._loader.keep_at_hand(pcm, start + AT_HAND)

    def _fill_at_hand(self, fresh: set[int]) -> None:
        """Bring the PCM of those segments in the slots ``fresh`` that is in memory already."""
        for segment in (one for line in self._active for one in line.told if one.slot in fresh):
            if (held := self._loader.at_hand(segment)) is not None:
                self._fill(segment, held)

    def _fill(self, segment: Segment, pcm: tuple[NDArray[np.float32], int, int]) -> None:
        self.renderer.fill(segment.slot, *pcm)
        segment.filled, segment.ready = True, pcm[2]

    def _next(self, until: int) -> Segment | None:
        """The nearest segment before ``until`` that lacks its PCM, marked as being read."""
        with self._control:
            self._collect()
            self._lay_out(until)
            self.renderer.publish()
            waiting = [one for line in self._active if (one := line.waiting(until)) is not None]
            nearest = min(waiting, key=lambda one: one.start, default=None)
            if nearest is not None:
                nearest.reading = True
            return nearest

    def _bring(self, segment: Segment) -> None:
        """Read a segment and hand it over, unless it was cut off meanwhile."""
        read = self._loader.read(segment)
        with self._control:
            lane = segment.layout.clip.lane
            if read is not None and any(one is segment for one in self._lines[lane].told):
                self._fill(segment, read)
                self.renderer.publish()

    def held(self, clip: Clip) -> int:
        """The frame up to which the PCM of ``clip`` is in memory without a break, its start where none is."""
        end = clip.at
        with self._control:
            for one in self._lines[clip.lane].told:
                if one.layout.clip.pcm != clip.pcm or one.end <= clip.at:
                    continue
                if not one.whole:
                    return one.ready if one.filled else max(one.start, clip.at)
                end = one.end
        return end

    def _note_loaded(self, until: int, tried: list[Segment]) -> int:
        """Say how far everything is there that can be; what came since the last of ``tried`` was read is not."""
        with self._control:
            waiting = [one.start for line in self._active if (one := line.waiting(until + self.reach)) is not None]
            edges = [line.until for line in self._active]
            for segment in tried:
                segment.reading = False
            self.renderer.loaded = min([until, *(edge - self.reach for edge in [*waiting, *edges])])
            return self.renderer.loaded

    def _grown(self) -> dict[str, int]:
        """Files that were too short when they were read, and hold more by now; from which frame on that is wanted."""
        with self._control:
            now = self.renderer.mixed + self.reach
            short = [one for line in self._active for one in line.told if one.filled and not one.whole]
        more = [one for one in short if one.end > now and self._loader.lasts(one) > one.ready]
        return {one.layout.clip.pcm: one.ready - self.reach for one in reversed(more)}

    def bring_again(self, pcm: str) -> None:
        """The file ``pcm`` was read wrongly: what was read of it is forgotten, and read anew from now on. Until that is
        there nothing of it sounds."""
        self.stock.doubt(pcm)
        self._lay_out_again(pcm, since=0)

    def _lay_out_again(self, pcm: str, since: int) -> None:
        """What is laid out of the file ``pcm`` is laid out and read anew from now on, or from frame ``since`` on."""
        with self._control:
            self._collect()
            now = max(self.renderer.mixed + self.reach, since)
            for line in self._active:
                if any(one.layout.clip.pcm == pcm and one.end > now for one in line.told):
                    line.again(now)
                    self.renderer.cut(line.lane, now)
            self.renderer.loaded = min(self.renderer.loaded, now)
            self._lay_out(now + LAID_OUT)
            self.renderer.publish()

    def _collect(self) -> None:
        """Take back what the renderer is done with."""
        slots = self.renderer.retired()
        self._free += slots
        for line in self._active if slots else ():
            line.forget(set(slots))

    def _lay_out(self, until: int) -> None:
        """Tell the renderer of all segments that begin before ``until``, as far as it takes them."""
        for line in self._active:
            for clip, start, end in line.untold(until):
                if len(line.told) >= LANE_DEPTH or not self._free or self.renderer.room < SPARE:
                    break
                self._plan(line, clip, start, end)
                line.until = end
            else:
                line.until = max(line.until, until)

    def _plan(self, line: Line, clip: Clip, start: int, end: int) -> None:
        """Tell of one segment."""
        layout = line.layout(clip)
        segment = Segment(self._free.pop(), layout, start, end)
        muted = self.audible is not None and not self.audible(clip)
        self.renderer.plan(
            segment.slot, line.lane, start, end, clip.at, clip.gain_db, muted, layout.path, layout.curves
        )
        line.told.append(segment)


LAID_OUT = 1 << 18  # frames ahead that the renderer knows of before any PCM is there: 6 s
AT_HAND = 2 * LENGTH + REACH  # frames of a file that is kept at hand: what is laid out of it at once, 6 s
SPARE = 2 * LANES  # commands kept free, so that cuts always find a place


def by_lane(clips: list[Clip], now: int) -> dict[int, list[Clip]]:
    """What ``clips`` still have for each lane behind frame ``now``, in their order."""
    wanted: dict[int, list[Clip]] = {}
    for clip in clips:
        if clip.end > now:
            wanted.setdefault(clip.lane, []).append(clip)
    return wanted


def _renderer(sample_rate: int, start: int, ceiling_dbtp: float, limited: bool, filling: bool) -> Renderer:
    return Renderer(
        sample_rate,
        start,
        eq=voicing.eq(),
        sinc=sinc.table(),
        limits=np.array(sinc.LIMITS),
        ident=ident.make(sample_rate),
        gate=voicing.gate(sample_rate),
        taps=master.detector(),
        ceiling=to_amplitude(ceiling_dbtp),
        release_share=master.release_share(sample_rate),
        decks=decks.table(),
        master=limited,
        filling=filling,
    )
