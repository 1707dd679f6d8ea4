"""The guard: has lookout and watchdog look again and again, off the event loop, because a disk may hang."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from engine.ladder.lookout import Hole, Lookout
from engine.ladder.watchdog import Fault, Watchdog
from engine.logs import logger
from engine.pcm.safety import Safety
from engine.programme.programme import Programme

SURE = 2  # looks in a row that find the same, before it is acted on: a file may be on its way to its name
AT_EASE = 5  # looks at the files in the time that their PCM lasts in memory, while nothing is found

log = logger(__name__)


class Guard:
    """Knows what the last looks found. ``lost``: the safety track's PCM, when that is gone or short. ``silences``: how
    often what went out was silent and should not have been; ``bring_again`` reads a file anew then. Once it sounds
    again ``mend`` renders ``[start, end)`` of a programme anew for those behind the head; what stays silent is a hole
    for the ladder. ``ahead``: beats that PCM lasts in memory."""

    def __init__(
        self,
        lookout: Lookout,
        watchdog: Watchdog,
        bring_again: Callable[[str], None],
        mend: Callable[[int, int, Programme], None],
        ahead: float = 0.0,
    ) -> None:
        self.lost = ""
        self.silences = 0
        self._watchdog = watchdog
        self._bring_again = bring_again
        self._mend = mend
        self._tried: Fault | None = None
        self._lookout = lookout
        self._hole: Hole | None = None
        self._times = 0
        self._pool = ThreadPoolExecutor(1, "guard")
        self._looking: Future[None] | None = None
        self._pause = max(1, int(ahead / AT_EASE))
        self._beats = 0

    def look(self, programme: Programme, start: int, until: int, safety: Safety | None) -> None:
        """Look at what sounds in ``[start, until)``, and at the safety track. Blocks on disks."""
        found = self._lookout.first(programme, start, until)
        before, self._hole = self._hole, found
        same = found is not None and found.same(before)
        self._times = self._times + 1 if same else int(found is not None)
        self._listen(programme)
        self.lost = safety.pcm if safety and not safety.whole else ""

    def _listen(self, programme: Programme) -> None:
        found, before = self._watchdog.fault(programme), self._tried
        self._tried = found
        if found is None:
            if before is not None and not before.shut:
                self._mend(*self._watchdog.behind(before), programme)
            return
        clip = found.clip
        again = before is not None and before.clip.pcm == clip.pcm
        if not again:
            self.silences += 1
            log.error(
                "silent, and should not be", clip=clip.track or clip.part, file=clip.pcm,
                start=found.start, end=found.end, shut=found.shut,
            )  # fmt: skip
            self._bring_again(clip.pcm)
        if again or found.shut:
            self._hole, self._times = Hole(clip, found.end, plain=found.plain, what="silent"), SURE

    def beat(self, programme: Programme, start: int, until: int, safety: Safety | None) -> None:
        """The same, by a thread of its own that nobody waits for; not every time while there is sound, and nothing was
        found. Raises what the look before did."""
        self._beats += 1
        if self._beats % self._pause and not (self._hole or self._tried or self._watchdog.quiet()):
            return
        if self._looking is not None:
            if not self._looking.done():
                return
            done, self._looking = self._looking, None
            done.result()
        self._looking = self._pool.submit(self.look, programme, start, until, safety)

    def hole(self, programme: Programme, sure: int = SURE) -> Hole | None:
        """The hole that ``programme`` comes to, once that is sure."""
        found = self._hole
        return found if found is not None and self._times >= sure and found.still_in(programme) else None

    def close(self) -> None:
        """A disk that hangs is left behind."""
        self._pool.shutdown(wait=False, cancel_futures=True)
