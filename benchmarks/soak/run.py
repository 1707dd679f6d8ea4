"""One soak: a station's planner on the pumped engine, its voters, its housekeeping, and what is measured of it."""

import asyncio
import contextlib
import sys
import time
from typing import Any, cast

import numpy as np
from msgspec import Struct

from benchmarks.soak.air import SoakAir
from benchmarks.soak.audit import Audit
from benchmarks.soak.level import Level
from benchmarks.soak.usage import Usage
from benchmarks.soak.voters import Voters
from engine.places import Places
from planner.directing.ballot_box import BallotBox
from planner.directing.crate import Crate
from planner.directing.crew import Crew
from planner.directing.director import Director
from planner.directing.live_air import LiveAir
from planner.directing.nominators import Nominators, found
from planner.directing.offline_air import Finished
from planner.directing.shelf import Shelf
from planner.directing.wall import Wall
from planner.housekeeping import Housekeeping
from planner.jobs import Jobs
from planner.log_keeper import LogKeeper
from planner.settings import PlannerSettings
from planner.store import Store

DAY = 86_400.0
INGEST_SECONDS = 20.0  # the planner asks every five; the engine remembers the programme for longer than this
PRUNE_SECONDS = 3_600.0


class Plan(Struct, frozen=True, kw_only=True):
    """``sample_seconds``: of the station's time between two looks at memory and disk. ``votes``: whether there are
    voters. ``listens``: whether what went out is looked at; at a tiny sample rate filters leave nothing of it."""

    settings: PlannerSettings
    sample_seconds: float
    votes: bool = True
    listens: bool = True


class Soak:
    """The station in ``places`` on ``air``. ``stores``: its store, as the planner writes it and as the page does."""

    def __init__(self, air: SoakAir, places: Places, stores: tuple[Store, Store], jobs: Jobs, plan: Plan) -> None:
        settings, rate = plan.settings, air.sample_rate
        store, self._web = stores
        self.plan = plan
        self.air = air
        self.level = Level(rate)
        air.passed = self._passed
        if plan.listens:
            air.heard = self._heard
        self.usage = Usage(places)
        self.audit = Audit(store.playlog)
        self.voters = Voters(self._web)
        self.shelf = Shelf(store.catalogue, self.air.wall)
        tournament = found(store, places.models, settings, self.air.wall)
        box = BallotBox(store, Nominators(tournament, settings.rules()), settings, self._wall, self._publish)
        crate = Crate(places.pcm, rate, round(settings.pcm_cache_gb * 1e9), jobs, self._playing)
        self.director = Director(Crew(self.air, self.shelf, crate, box, jobs, places.seams), settings)
        self.seconds = 0.0  # of real time
        self._keeper = LogKeeper(store, cast(LiveAir, air))
        self._housekeeping = Housekeeping(places, store, settings, self._playing, tournament)
        self._due = dict.fromkeys(("ingest", "prune", "sample"), 0.0)
        self._last = 0
        self._ingested = 0

    def _wall(self) -> Wall:
        return Wall(self.air.frame, self.air.wall(), self.air.sample_rate)

    def _playing(self) -> list[str]:
        return [clip.pcm for clip in self.air.programme.clips]

    def _publish(self, event: str, **facts: Any) -> None:
        if self.plan.votes:
            with self.air.spent.on("votes"):
                self.voters.hear(self.shelf, int(self.day), event, facts)

    def _heard(self, samples: np.ndarray) -> None:
        with self.air.spent.on("this benchmark's own"):
            self.level.hear(samples)

    @property
    def day(self) -> float:
        """How long the station has played."""
        return self.air.frame / self.air.sample_rate / DAY

    def run(self) -> None:
        """Play the whole length."""
        began = time.monotonic()
        try:
            asyncio.run(self._run())
        finally:
            self.seconds = time.monotonic() - began

    async def _run(self) -> None:
        await self.air.begin()
        try:
            with contextlib.suppress(Finished):
                await self.director.run()
            await self.air.leave()
            await self._keeper.ingest()
            self.audit.finish()
            self._sample()
        finally:
            await self.air.close()

    async def _passed(self) -> None:
        """Behind every block."""
        self.audit.mark(self.air.programme.marks, self._last, self.air.frame)
        self._last = self.air.frame
        if self._is_due("ingest", INGEST_SECONDS) and self.air.aired.seq != self._ingested:
            self._ingested = self.air.aired.seq
            with self.air.spent.on("playlog"):
                await self._keeper.ingest()
            with self.air.spent.on("this benchmark's own"):
                self.audit.compare()
        if self._is_due("prune", PRUNE_SECONDS):
            with self.air.spent.on("housekeeping"):
                self._housekeeping.tidy()
                self._web.prune()
        if self._is_due("sample", self.plan.sample_seconds):
            self._sample()

    def _is_due(self, what: str, every: float) -> bool:
        """Whether ``every`` seconds of the station's time have passed since it was due last."""
        if self.day * DAY < self._due[what] + every:
            return False
        self._due[what] = self.day * DAY
        return True

    def _sample(self) -> None:
        taken = self.usage.sample(self.day)
        whole = self.air.pace.length / self.air.sample_rate / DAY
        print(
            f"day {self.day:.2f} of {whole:.2f}: {taken.rss:.0f} MB of memory, "
            f"{sum(taken.disk.values()):.0f} MB on disk, {self.audit.transitions} transitions, "
            f"{self.voters.cast} votes",
            file=sys.stderr,
        )
