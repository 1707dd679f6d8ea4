"""The beat: what the engine looks after once a second, beside the sound. The ladder, the marks that the head passed,
what was late, and who is told of it."""

import gc
import time
from collections.abc import Awaitable, Callable

from engine.control import Control
from engine.errors import StorageError
from engine.head import Head
from engine.journal.aired import Record
from engine.journal.chronicle import Chronicle, Counts
from engine.ladder.guard import Guard
from engine.ladder.ladder import Ladder, Step, standing
from engine.logs import logger
from engine.timeline import Timeline

NOTE_EVERY, COLLECT_EVERY = 10, 60  # beats

log = logger(__name__)


class Beat:
    """``counts`` tells what was late so far; ``publish(event, **facts)`` reaches whoever subscribed."""

    def __init__(  # noqa: PLR0913  the parts that it looks after
        self,
        timeline: Timeline,
        ladder: Ladder,
        guard: Guard,
        control: Control,
        chronicle: Chronicle,
        *,
        counts: Callable[[], Counts],
        publish: Callable[..., None],
    ) -> None:
        self._timeline = timeline
        self._ladder = ladder
        self._guard = guard
        self._control = control
        self._chronicle = chronicle
        self._counts = counts
        self._publish = publish
        self._beats = 0
        self._told = Head()

    def begin(self, *, fresh: bool) -> Step | None:
        """The programme that the sound begins with, before there is any; what the ladder did to it. ``fresh``: nothing
        is in the ring yet. Blocks on disks."""
        timeline, safety = self._timeline, self._control.safety
        self._guard.look(timeline.programme, *self._ahead(), safety)
        hole = self._guard.hole(timeline.programme, sure=1)
        return timeline.begin(self._ladder, safety, time.monotonic_ns(), fresh=fresh, hole=hole)

    async def begun(self, step: Step | None) -> None:
        """The sound began, with what :meth:`begin` gave."""
        await self._note([self._chronicle.start])
        if step is not None:
            await self._climbed(step)

    async def once(self) -> None:
        """One beat. Raises nothing: whatever fails, the sound goes on, and the next beat looks again."""
        try:
            await self._look()
            self._guard.beat(self._timeline.programme, *self._ahead(), self._control.safety)
        except Exception:
            log.exception("a beat failed")
        self._publish_head(time.monotonic())
        self._beats += 1
        if self._beats % NOTE_EVERY == 0:
            await self._try(self._timeline.note_head())
            if self._chronicle.aired.owing:
                await self._try(self._timeline.on_disk(self._chronicle.aired.settle))
        if self._beats % COLLECT_EVERY == 0:
            gc.collect()

    async def leave(self) -> None:
        """The sound is over: write what is not written yet."""
        head = self._timeline.head
        late = self._chronicle.late(self._counts(), head, leaving=True)
        await self._note([*self._chronicle.passed(self._timeline.programme, head), *late])
        await self._try(self._timeline.note_head())

    async def _look(self) -> None:
        """The ladder, the marks that were passed, what was late."""
        timeline, control = self._timeline, self._control
        if self._guard.lost:
            control.lose_safety(self._guard.lost)
        hole = self._guard.hole(timeline.programme)
        step = await timeline.climb(self._ladder, control.safety, time.monotonic_ns(), hole)
        if step is not None:
            await self._climbed(step)
        head = timeline.head
        passed = self._chronicle.passed(timeline.programme, head)
        for record in passed:
            if record.kind == "transition" and (rung := standing(timeline.programme, record.frame)):
                control.rungs[rung.value] += 1
        late = self._chronicle.late(self._counts(), head)
        for record in late:
            log.warning(record.kind, frame=record.frame, count=record.count, why=record.why)
        await self._note([*passed, *late])

    async def _climbed(self, step: Step) -> None:
        """Say which rung the programme stands on now."""
        self._publish("programme", **self._control.programme())
        if not step.entered:
            return
        self._control.rungs[step.rung.value] += 1
        at = step.splice.at
        log.warning("ladder", rung=step.rung.value, at=at, why=step.why)
        self._publish("ladder", rung=step.rung.value, at=at, why=step.why)
        await self._note([self._chronicle.aired.record("ladder", at, rung=step.rung.value, why=step.why)])

    def _ahead(self) -> tuple[int, int]:
        """From where to where PCM is looked after: as far as the ladder looks."""
        return self._timeline.head, self._timeline.horizon + self._ladder.reach.threshold

    def _publish_head(self, now: float) -> None:
        """Say where the head is, where those who were told last could not know it."""
        timeline = self._timeline
        frame, horizon = timeline.head, timeline.horizon
        if self._told.stale(frame, horizon, now):
            event = {"frame": frame, "horizon": horizon, "end": timeline.programme.end}
            self._told = self._told.follow(event, timeline.journal.sample_rate, now, 0.0)
            self._publish("head", **event)

    async def _note(self, records: list[Record]) -> None:
        if records:
            await self._try(self._timeline.on_disk(lambda: self._chronicle.aired.append(records)))
            self._publish("aired", last=self._chronicle.aired.seq)

    async def _try(self, work: Awaitable[None]) -> None:
        """Something for the disk that the sound does not depend on."""
        try:
            await work
        except StorageError as error:
            log.error("not on the disk", why=str(error))
