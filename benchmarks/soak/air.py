"""The air of a soak: the engine's own timeline, journal, ladder and records, with time that passes by rendering."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import msgspec
import numpy as np
from msgspec import Struct

from benchmarks.soak.pump import Pump
from benchmarks.soak.spent import Spent
from benchmarks.soak.stalls import Stalls
from engine.control import Control
from engine.journal.aired import Aired, Record
from engine.journal.chronicle import Chronicle, Counts
from engine.journal.journal import Journal
from engine.ladder.ladder import Ladder, Reach
from engine.mixing.load_loop import LoadLoop
from engine.mixing.mixer import Mixer
from engine.mixing.render_loop import RenderLoop
from engine.pcm import ident
from engine.pcm.safety import SafetyStore
from engine.places import Places
from engine.programme.programme import Programme, Splice
from engine.settings import EngineSettings
from engine.timeline import Distances, Timeline
from engine.units import to_frames
from planner.directing.air import Safety
from planner.directing.offline_air import PATIENCE_SECONDS, Finished

NOTE_SECONDS = 10.0  # how often the journal notes the head, as the engine's beat does


class Pace(Struct, frozen=True, kw_only=True):
    """``sample_rate``; ``length``: frames to play; ``block_seconds``: of sound between two looks at the ladder and the
    marks; ``start``: Unix time of frame 0."""

    sample_rate: int
    length: int
    block_seconds: float
    start: float


class SoakAir:
    """An engine of the station in ``places``, pumped by whoever waits. ``heard(samples)`` gets every block, ``passed``
    is awaited behind each one; both may be set later. ``stalls``: what comes between it and the clock."""

    def __init__(self, places: Places, pace: Pace, stalls: Stalls | None = None) -> None:
        settings = EngineSettings()
        self.pace = pace
        self.sample_rate = pace.sample_rate
        self.target_lufs = settings.loudness_lufs
        self.mixer = Mixer(pace.sample_rate, ceiling_dbtp=settings.ceiling_dbtp)
        self.pump = Pump(self.mixer, max(1, self._frames(pace.block_seconds)), stalls)
        self.journal = Journal(places.journal, pace.sample_rate)
        self.aired = Aired(places.journal, self.wall)
        loops = cast(RenderLoop, self.pump), cast(LoadLoop, self.pump)
        distances = Distances.of(settings, pace.sample_rate, self._frames(settings.ring_seconds))
        self.timeline = Timeline(Programme(), self.journal, loops, distances)
        self.ladder = Ladder(Reach.of(settings, pace.sample_rate), len(ident.make(pace.sample_rate)))
        self.control = self._control(places, loops[0])
        self.chronicle = Chronicle(self.aired, 0)
        self.climbed = 0  # times that the ladder had to act
        self.heard: Callable[[np.ndarray], None] = lambda samples: None
        self.passed: Callable[[], Awaitable[None]] = nothing
        self.spent = Spent()
        self.held = False
        self.skips = 0
        self._noted = 0

    def _frames(self, seconds: float) -> int:
        return to_frames(seconds, self.pace.sample_rate)

    def _control(self, places: Places, render: RenderLoop) -> Control:
        return Control(
            self.timeline,
            render,
            self.aired,
            SafetyStore(places.journal),
            join=self.ladder.reach.join,
            fade=self.ladder.reach.fade,
            repairs=dict,
            hand=dict,
            changed=lambda: None,
            retire=stay,
        )

    async def stirred(self) -> None:
        """Nobody else is here."""
        await asyncio.Event().wait()

    def wall(self) -> float:
        """The Unix time of the head."""
        return self.pace.start + self.frame / self.sample_rate

    @property
    def programme(self) -> Programme:
        """The engine's."""
        return self.timeline.programme

    @property
    def frame(self) -> int:
        """The next frame to render."""
        return self.mixer.frame

    @property
    def horizon(self) -> int:
        """The engine's."""
        return self.timeline.horizon

    @property
    def margin(self) -> int:
        """No time passes but by :meth:`advance`."""
        return 0

    def patience(self, frame: int) -> float:
        """As long as it takes."""
        return PATIENCE_SECONDS

    async def begin(self) -> None:
        """As the engine begins: the ident plays until somebody decides."""
        self.timeline.begin(self.ladder, None, self.pump.now, fresh=True)
        self.aired.append([self.chronicle.start])

    async def call(self, command: str, **facts: Any) -> dict[str, Any]:
        """The engine's answer, by the handlers that answer its socket; what goes and comes is JSON."""
        request = msgspec.json.decode(msgspec.json.encode({"command": command, **facts}))
        answer = self.control.handlers()[command](request)
        answer = answer if isinstance(answer, dict) else await answer
        return dict(msgspec.json.decode(msgspec.json.encode(answer)))

    async def splice(self, change: Splice) -> None:
        """See planner.directing.air."""
        with self.spent.on("splices"):
            await self.call("splice", change=msgspec.to_builtins(change))

    async def hold(self, safety: Safety) -> None:
        """See planner.directing.air."""
        await self.call("safety", **safety.facts())

    async def advance(self, until: int) -> None:
        """Play up to ``until``, or until the ladder acts."""
        goal, climbed = min(until, self.pace.length), self.climbed
        while self.frame < goal and self.climbed == climbed:
            with self.spent.on("mixer"):
                samples = self.pump.block(goal)
            self.heard(samples)
            with self.spent.on("engine's beat"):
                await self._look()
            await self.passed()
        if self.frame >= self.pace.length:
            raise Finished

    async def _look(self) -> None:
        """What the engine's beat does."""
        step = await self.timeline.climb(self.ladder, self.control.safety, self.pump.now)
        records: list[Record] = []
        if step is not None:
            self.climbed += 1
            records.append(self.aired.record("ladder", step.splice.at, rung=step.rung.value, why=step.why))
        records += self.chronicle.passed(self.programme, self.frame)
        records += self.chronicle.late(self.counts(), self.frame)
        await self._note(records)
        if self.frame - self._noted >= self._frames(NOTE_SECONDS):
            self._noted = self.frame
            self.journal.note_head(self.frame)

    def counts(self) -> Counts:
        """What was late so far, as clock and mixer count it."""
        return Counts(self.pump.clock.late_blocks, self.mixer.late, 0)

    async def _note(self, records: list[Record]) -> None:
        if records:
            await self.timeline.on_disk(lambda: self.aired.append(records))

    async def leave(self) -> None:
        """As the engine leaves: what was late and has not been told yet is."""
        await self._note(self.chronicle.late(self.counts(), self.frame, leaving=True))

    async def close(self) -> None:
        """Wait for what is being written, and let go of the files."""
        await self.timeline.close(self.aired.close)


async def nothing() -> None:
    """Nobody waits for a block."""


async def stay(_ahead_seconds: float) -> None:
    """Nobody takes this engine's place."""
