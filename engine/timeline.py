"""The programme's one mutable copy, and what a hand did to it: who may change them, and in which order a change reaches
the disk and the sound."""

import asyncio
import math
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from msgspec import Struct

from engine.errors import ProgrammeError, StorageError
from engine.journal.journal import MOST_OWED, REMEMBERED, Journal
from engine.ladder.ladder import Ladder, Moment, Step
from engine.ladder.lookout import Hole
from engine.ladder.soften import soften
from engine.logs import logger
from engine.mixing.load_loop import LoadLoop
from engine.mixing.render_loop import RenderLoop
from engine.pcm.safety import Safety
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme, Splice
from engine.programme.touch import Touch, ceil_tick
from engine.settings import EngineSettings
from engine.units import to_frames
from ext.clock import SECOND

NEAR_SECONDS = 2.0  # the horizon while only the ident is planned: long enough for a disk and for the loader
HASTE = 0.002  # seconds from a hand's wish to its change on the way to the audio side
LADDERS_PATIENCE = 0.5  # seconds that the ladder waits for a disk: what it does must be heard in time

T = TypeVar("T")

log = logger(__name__)


class Distances(Struct, frozen=True, kw_only=True):
    """In frames from the head. ``settled``: the horizon. ``near``: the horizon while only the ident is
    planned, which is nobody's decision. ``kept``: how long what has been played is remembered, for outputs
    behind the head. ``block``: what is rendered at once."""

    settled: int
    near: int
    kept: int
    block: int = 0

    @classmethod
    def of(cls, settings: EngineSettings, sample_rate: int, kept: int) -> "Distances":
        """As the station is set; ``kept`` is the ring's length."""
        settled = settings.settled_seconds
        return cls(
            settled=to_frames(settled, sample_rate), near=to_frames(min(NEAR_SECONDS, settled), sample_rate), kept=kept,
            block=settings.block_frames * settings.blocks_at_once,
        )  # fmt: skip


class Timeline:
    """Splices are on the disk before they are played; the ladder's are played even when the disk refuses,
    because sound never waits; a hand's touches have been played when they are told of. ``patience``: seconds that a
    disk may take to answer. ``known``: names of splices that were applied before."""

    def __init__(  # noqa: PLR0913  what an engine goes on from
        self,
        programme: Programme,
        journal: Journal,
        loops: tuple[RenderLoop, LoadLoop],
        distances: Distances,
        *,
        patience: float = 5.0,
        known: Iterable[str] = (),
        overrides: Overrides | None = None,
    ) -> None:
        self.programme = programme
        self.overrides = overrides or Overrides()
        self.journal = journal
        self._known = deque(known, REMEMBERED)
        self.unsaved = 0  # the ladder's splices, and batches of a hand's touches, that the disk refused
        self._unlogged: deque[Touch] = deque(maxlen=MOST_OWED)
        self._render, self._load = loops
        self._distances = distances
        self._patience = patience
        self._deadline = math.inf  # by the event loop's clock: when nothing is waited for any longer
        self._waits: set[asyncio.Timeout] = set()
        self._overtaken = 0  # how often, by a hand
        self._turn, self._overtaking = asyncio.Lock(), asyncio.Lock()
        self._disk = ThreadPoolExecutor(1, "journal")
        self._changes = ThreadPoolExecutor(1, "change")  # waits for the audio thread's answer

    @property
    def head(self) -> int:
        return self._render.head

    @property
    def horizon(self) -> int:
        """The first frame that a splice may change."""
        head = self.head
        near, settled = head + self._distances.near, head + self._distances.settled
        for clip in self.programme.clips:
            if clip.at < settled and clip.end > near and clip.part != "ident":
                return settled
        return near

    def moment(self, now: int) -> Moment:
        """Where the ladder may act at CLOCK_MONOTONIC ``now``, in nanoseconds."""
        floor = self.head + self._render.mixer.reach + self._distances.near // 4
        return Moment(floor=floor, horizon=self.horizon, until=self._due(now))

    def _due(self, now: int) -> int:
        # A head that catches up passes this within the blink of an eye.
        return self._render.clock.frame(now) + self._distances.settled

    def begin(
        self, ladder: Ladder, safety: Safety | None, now: int, *, fresh: bool, hole: Hole | None = None
    ) -> Step | None:
        """Before the first block: what to play, laid out. What the ladder had to do for it, if anything.

        ``fresh``: the mixer goes on from nothing, so that even its first frame can still be changed. ``hole``: where
        PCM is missing.
        """
        floor = self.head + (0 if fresh else self._render.mixer.reach)
        moment = Moment(floor=floor, horizon=self.horizon, until=self._due(now))
        step = ladder.step(self.programme, moment, safety, hole)
        if step is not None:
            self.programme = self._trial(step.splice, step.splice.at)
            try:
                self.journal.keep(step.splice)
            except StorageError as error:
                self._unsaved(error)
        self._render.mixer.follow(self.programme)
        return step

    def _unsaved(self, error: StorageError, what: str = "the ladder's splice is") -> None:
        self.unsaved += 1
        log.error(f"{what} not on the disk", why=str(error))

    def heard(self) -> tuple[Programme, Overrides]:
        """What sounds, for who renders it again: as it is now, whatever is done to it from here on."""
        return self.programme, self.overrides.copy()

    def touched(self, touches: Sequence[Touch]) -> None:
        """A hand did this: it is written right behind, and nobody waits for it."""
        for touch in touches:
            self.overrides.add(touch)
        self._unlogged.extend(touches)
        if touches:
            self._disk.submit(self._log)

    def _log(self) -> None:
        """Write what nobody wrote yet."""
        waiting = [self._unlogged.popleft() for _ in range(len(self._unlogged))]
        try:
            if waiting:
                self.journal.touch(waiting)
        except StorageError as error:
            self._unsaved(error, "what a hand did is")

    async def on_disk(self, work: Callable[[], T], patience: float = math.inf) -> T:
        """``work`` done by the one thread that writes, ``patience`` seconds at most. Raises StorageError when the disk
        refuses or does not answer."""
        patience, loop = min(patience, self._patience), asyncio.get_running_loop()
        began, doing = loop.time(), loop.run_in_executor(self._disk, work)
        limit = asyncio.timeout_at(min(began + patience, self._deadline))
        self._waits.add(limit)
        try:
            async with limit:
                return await asyncio.shield(doing)
        except TimeoutError as error:
            doing.add_done_callback(lambda done: done.cancelled() or done.exception())
            waited = f"{loop.time() - began:.1f} s"
            raise StorageError(f"the disk has not answered for {waited}: look at it; the sound goes on") from error
        finally:
            self._waits.discard(limit)

    def hurry(self, patience: float) -> None:
        """Wait ``patience`` seconds more for the disk, all that is under way and all that comes together."""
        self._deadline = min(self._deadline, asyncio.get_running_loop().time() + patience)
        for limit in self._waits:
            limit.reschedule(min(limit.when() or math.inf, self._deadline))

    def has(self, change: Splice) -> bool:
        """Whether that splice was applied before, and is sent again."""
        return bool(change.name) and change.name in self._known

    async def _change(self, trial: Programme, at: int, touches: Sequence[Touch] = ()) -> bool:
        """Have the audio thread play ``trial``; False when ``at`` was too near for it."""
        return await asyncio.get_running_loop().run_in_executor(self._changes, self._render.change, trial, at, touches)

    async def overtake(
        self,
        splice: Callable[[Programme, int], Splice],
        touches: Callable[[int], list[Touch]],
        now: Callable[[], int],
    ) -> Splice:
        """Play what a hand wants, from the nearest frame that can still be changed: before anything that waits for a
        disk, which is then refused. ``splice`` and ``touches`` give it for a frame; ``now``: CLOCK_MONOTONIC in
        nanoseconds. It is written right behind."""
        async with self._overtaking:
            change, self.programme = await self._overtake(splice, touches, now)
            self._overtaken += 1
        self._load.wake()
        self._disk.submit(self._keep, change)
        return change

    async def _overtake(
        self,
        splice: Callable[[Programme, int], Splice],
        touches: Callable[[int], list[Touch]],
        now: Callable[[], int],
    ) -> tuple[Splice, Programme]:
        while True:
            at = self._nearest(now())
            change = splice(self.programme, at)
            trial = self._trial(change, at)
            if await self._change(trial, at, touches(at)):
                return change, trial  # else this process was held up

    def _nearest(self, now: int) -> int:
        """The first frame, a tick, that can be changed by who takes HASTE for it: before the next block begins, or
        behind it where that is due sooner."""
        head = self.head
        soon = self._render.clock.due(head) - now < HASTE * SECOND
        return ceil_tick(head + (self._distances.block if soon else 0) + self._render.mixer.reach)

    def _is_overtaken(self, before: int) -> bool:
        """Whether a hand has changed what plays since it had done so ``before`` times, or is about to: asked at the
        last moment before another change, made from what was there before, is on its way to the audio thread."""
        return self._overtaken != before or self._overtaking.locked()

    def _keep(self, change: Splice) -> None:
        try:
            self.journal.keep(change)
        except StorageError as error:
            self._unsaved(error, "a hand's splice is")

    async def splice(self, change: Splice, join: int) -> None:
        """Apply the planner's or a hand's change, once; ``join``: frames in which the ladder's own sound fades out
        behind it. Raises ProgrammeError and StorageError: then nothing has changed."""
        await asyncio.shield(self._splice(change, join))  # who asked may go: a change is made whole

    async def _splice(self, change: Splice, join: int) -> None:
        async with self._turn:
            if self.has(change):
                return
            change, overtaken = soften(self.programme, change, join), self._overtaken
            trial = self._trial(change, self.horizon)
            try:
                await self.on_disk(lambda: self.journal.append(change))
            except StorageError:
                self._revoke(change)  # it may still get there, later
                raise
            if self._is_overtaken(overtaken):
                self._revoke(change)
                raise ProgrammeError("a hand has changed what plays meanwhile: plan from there")
            if not await self._change(trial, change.at):
                self._revoke(change)
                raise ProgrammeError(
                    f"frame {change.at} was played before the disk had the splice: splice further ahead"
                )
            self._known.extend(filter(None, [change.name]))
            await self._adopt(trial)

    async def climb(self, ladder: Ladder, safety: Safety | None, now: int, hole: Hole | None = None) -> Step | None:
        """Let the ladder act; what it did, if anything. ``now``: CLOCK_MONOTONIC in nanoseconds; ``hole``: where PCM is
        missing ahead."""
        if ladder.step(self.programme, self.moment(now), safety, hole) is None:  # as nearly always
            return None
        async with self._turn:
            step, overtaken = ladder.step(self.programme, self.moment(now), safety, hole), self._overtaken
            if step is None:
                return None
            trial = self._trial(step.splice, step.splice.at)
            try:
                await self.on_disk(lambda: self.journal.keep(step.splice), LADDERS_PATIENCE)
            except StorageError as error:
                self._unsaved(error)
            if self._is_overtaken(overtaken) or not await self._change(trial, step.splice.at):
                self._revoke(step.splice)
                return None  # the disk took too long, or a hand came first: asked again, from further ahead
            await self._adopt(trial)
            return step

    def _revoke(self, change: Splice) -> None:
        """Have it on the disk that ``change`` was never played, whenever the disk gets there."""
        self._disk.submit(self.journal.revoke_newest, change)

    def _trial(self, change: Splice, horizon: int) -> Programme:
        """The programme as it would be, less what nobody can hear any longer. Raises ProgrammeError."""
        trial = self.programme.copy()
        trial.splice(change, horizon)
        trial.forget(self.head - self._distances.kept)
        self.overrides.forget(self.head - self._distances.kept)
        return trial

    async def _adopt(self, trial: Programme) -> None:
        self.programme = trial
        self._load.wake()
        if self.journal.large:
            await self._compact()

    async def note_head(self) -> None:
        """Have it on the disk how far the station is, and what is owed to it; the journal anew when it is time, or when
        somebody deleted or cut it. Raises StorageError."""
        self.overrides.forget(self.head - self._distances.kept)

        def work() -> bool:
            self.journal.note_head(self.head)
            return self.journal.worn

        if await self.on_disk(work):
            async with self._turn:
                await self._compact()

    async def _compact(self) -> None:
        """The journal anew when it is large, or when somebody deleted or cut it: what it said is still known here."""
        known = list(self._known)
        programme, overrides = self.heard()

        def work() -> None:
            if self.journal.worn:
                self.journal.compact(programme, self.head, known, overrides)
                log.info("the journal was begun anew", frame=self.head)

        try:
            await self.on_disk(work)
        except StorageError as error:
            log.error("the journal could not be compacted", why=str(error))

    async def close(self, *files: Callable[[], None]) -> None:
        """Wait for what is being changed, and for what is being written as long as the disk may take; then the journal
        is closed, and ``files`` are. What a disk that hangs had not begun to write by then is never written: the
        station is another engine's."""
        await asyncio.to_thread(self._changes.shutdown)
        for close in (self.journal.close, *files):
            try:
                await self.on_disk(close)
            except StorageError as error:
                log.error("left before everything was on the disk", why=str(error))
        self._disk.shutdown(wait=False, cancel_futures=True)
