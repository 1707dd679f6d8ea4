"""A set without a clock: the live director on an offline engine, into a file."""

import asyncio
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import soundfile
import structlog

from engine.errors import NoMusic, StorageError, UsageError
from engine.places import Places
from engine.programme.programme import Mark
from planner.directing.ballot_box import BallotBox
from planner.directing.crate import Crate
from planner.directing.crew import Crew
from planner.directing.director import Director
from planner.directing.nominators import Nominators, found
from planner.directing.offline_air import Finished, OfflineAir
from planner.directing.shelf import Shelf
from planner.directing.wall import Wall
from planner.jobs import Pool
from planner.store import Store
from stations.report import Opening, cue_sheet, set_report
from stations.settings import StationSettings

log = structlog.get_logger()

WORKERS = 2
#: When an offline set begins, for the energy of the day: the same evening for everybody, so that a seed is a set.
EVENING = datetime(2000, 1, 1, 20, 0).timestamp()  # noqa: DTZ001  local time is what dayparts mean


def check_ending(out: Path) -> None:
    """Raises UsageError for a file that can't be written by its ending."""
    if out.suffix.lower() not in (".flac", ".wav"):
        raise UsageError(f"{out}: name a file that ends in .flac or .wav")


class OfflineSet:
    """``seconds`` of a set from the catalogue in ``store`` into ``out``. ``report(done, total)`` hears of frames."""

    def __init__(
        self, settings: StationSettings, store: Store, seconds: float, out: Path, report: Callable[[float, float], None]
    ) -> None:
        self._settings = settings
        self._store = store
        self._out = out
        self._report = report
        self._marks: list[Mark] = []
        self.sample_rate = settings.engine.sample_rate
        self.frames = round(seconds * self.sample_rate)
        self.summary: dict[str, Any] = {}

    def render(self) -> None:
        """Render it. Raises NoMusic, or StorageError when the disk is full."""
        if not self._store.catalogue.count():
            raise NoMusic("there is not one track that can be played: name a folder that holds music")
        try:
            with soundfile.SoundFile(self._out, "w", self.sample_rate, 2, subtype="PCM_24") as file:
                asyncio.run(self._direct(file))
        except (OSError, soundfile.LibsndfileError) as error:
            raise StorageError(f"can't write {self._out}: {error}") from error

    async def _direct(self, file: soundfile.SoundFile) -> None:
        with tempfile.TemporaryDirectory(prefix="everset-") as folder:
            places = Places(Path(folder)).make()
            pool = Pool(WORKERS)
            try:
                with Store.open(places, "planner") as ballots:
                    air = self._air(file)
                    director = self._director(air, ballots, places, pool)
                    await self._until_finished(director)
                    self._marks = air.marks
                    self.summary = self._summarise(director)
            finally:
                await asyncio.to_thread(pool.close)

    def _air(self, file: soundfile.SoundFile) -> OfflineAir:
        engine = self._settings.engine
        written = [0]

        def sink(samples: np.ndarray) -> None:
            file.write(samples)
            written[0] += len(samples)
            self._report(written[0], self.frames)

        return OfflineAir(engine.sample_rate, engine.loudness_lufs, self.frames, sink, engine.ceiling_dbtp)

    def _director(self, air: OfflineAir, ballots: Store, places: Places, pool: Pool) -> Director:
        settings = self._settings.planner
        wall = Wall(0, EVENING, self.sample_rate)
        nominators = Nominators(found(ballots, places.models, settings), settings.rules())
        box = BallotBox(ballots, nominators, settings, lambda: wall, lambda event, **facts: None)
        limit = round(settings.pcm_cache_gb * 1e9)
        crate = Crate(places.pcm, self.sample_rate, limit, pool, lambda: [clip.pcm for clip in air.programme.clips])
        splitting, why = settings.splitting()
        if why:
            log.warning("stems", why=why)
        crew = Crew(air, Shelf(self._store.catalogue), crate, box, pool, places.seams, splitting)
        return Director(crew, settings, remembered=None)

    async def _until_finished(self, director: Director) -> None:
        try:
            await director.run()
        except Finished:
            return

    def _summarise(self, director: Director) -> dict[str, Any]:
        first = next((mark for mark in self._marks if mark.kind == "track"), None)
        if first is None:
            raise NoMusic("not one track came on air: ask for more minutes, or see why the tracks can't play")
        track = self._store.catalogue.track(first.track)
        assert track is not None, "what was played is in the catalogue"
        return set_report(
            Opening(track, first.at), director.handed_over, self.frames, self.sample_rate, self._settings.planner.seed
        )

    def write_report(self, path: Path) -> None:
        """The set's report as JSON."""
        path.write_bytes(msgspec.json.format(msgspec.json.encode(self.summary), indent=2))

    def write_cue(self, path: Path) -> None:
        """The set's cue sheet."""
        heard = [mark for mark in self._marks if mark.at < self.frames]
        path.write_text(cue_sheet(heard, self._out.name, self.sample_rate), encoding="utf-8")
