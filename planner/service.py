"""The planner's own process: the librarian, the director and the playlog, side by side."""

import asyncio
import contextlib
import signal
import time
from collections.abc import Callable
from typing import Any

import structlog

from engine.bus import Message, Server
from engine.errors import EversetError, StorageError, Unreachable
from engine.places import Places
from engine.together import together
from engine.vitals import vitals
from planner.cluster import library_jobs
from planner.directing.ballot_box import BallotBox
from planner.directing.crate import Crate
from planner.directing.crew import Crew
from planner.directing.director import Director
from planner.directing.live_air import LiveAir
from planner.directing.mender import Mender
from planner.directing.nominators import Nominators, found
from planner.directing.shelf import Shelf
from planner.directing.wall import Wall
from planner.housekeeping import Housekeeping
from planner.jobs import Pool
from planner.library.librarian import Librarian, Progress
from planner.library.listen_job import LISTENING_MEMORY
from planner.library.pause import Pause
from planner.library_counts import LibraryCounts
from planner.log_keeper import LogKeeper
from planner.settings import PlannerSettings
from planner.store import Store
from planner.trouble import Trouble

log = structlog.get_logger()

AIR_WORKERS = 1  # for what is on air next; it never queues behind the library
PRUNE_SECONDS = 3_600.0
RETRY_SECONDS = 5.0
KEEP_SECONDS = 60.0  # between two looks for what was aired without a word
GLANCE_SECONDS = 5.0  # between two looks at how much music there is while the librarian listens
LOOK_SHARE = 500  # a look without news may take this part of a core: ten thousand files take 0.3 s
RECENT_BALLOTS = 100  # whose candidates are listened to again before all others
GROWTH = 1.1  # by how much it must have grown to be read again: reading ten thousand tracks takes seconds


class PlannerService:
    """One station's planner."""

    def __init__(self, places: Places, settings: PlannerSettings) -> None:
        self._places = places
        self._settings = settings
        self._store = Store.open(places, "planner", keep=settings.keep())
        self._air_jobs = Pool(AIR_WORKERS)
        self._mending_jobs = Pool(1)  # of its own, without a worker until there is something to mend: that can't wait
        self._library_jobs = library_jobs(settings.scheduler, settings.analysis_workers, LISTENING_MEMORY)
        self._air = LiveAir(places.socket("engine"), settings.target_lufs, self._heard)
        self._shelf = Shelf(self._store.catalogue)
        self._pause = Pause(places.pause)
        self._counts = LibraryCounts(self._store.catalogue, self._pause)
        self._counts.read()
        self._shelved = self._counts.tracks  # when the shelf was read
        self._corrected = self._store.catalogue.last_correction()  # as the shelf has it
        self._log_keeper = LogKeeper(self._store, self._air)
        self._news = asyncio.Event()  # something was aired
        self._server = Server(
            places.socket("planner"), {"status": self._status}, lambda: [{"event": "library", **self._counts.told()}]
        )
        self._director: Director | None = None
        self._housekeeping: Housekeeping | None = None

    async def run(self, on_air: Callable[[], None] = lambda: None) -> None:
        """Run until SIGTERM; ``on_air`` is called when it begins."""
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await self._server.start()
        on_air()
        try:
            await together(stop, self._air.follow(), self._look(), self._direct(), self._keep())
        finally:
            await self._leave()

    async def _leave(self) -> None:
        await self._server.stop()
        await self._air.close()
        self._store.close()  # the workers end with this process

    async def _direct(self) -> None:
        await self._air.ready()
        settings, places = self._settings, self._places
        tournament = found(self._store, places.models, settings)
        self._housekeeping = Housekeeping(places, self._store, settings, self._playing, tournament)
        nominators = Nominators(tournament, settings.rules())
        box = BallotBox(self._store, nominators, settings, self._wall, self._server.publish)
        limit = round(settings.pcm_cache_gb * 1e9)
        crate, mended = (
            Crate(places.pcm, self._air.sample_rate, limit, jobs, self._playing)
            for jobs in (self._air_jobs, self._mending_jobs)
        )
        splitting, why = await asyncio.to_thread(settings.splitting)
        if why:
            log.warning("stems", why=why)
        crew = Crew(self._air, self._shelf, crate, box, self._air_jobs, places.seams, splitting)
        trouble = Trouble("can't plan: the ladder plays on", "planning again")
        self._director = Director(crew, settings, settled=trouble.over)
        await asyncio.gather(self._plan(self._director, trouble), Mender(self._air, self._shelf, mended).run())

    async def _plan(self, director: Director, trouble: Trouble) -> None:
        while True:
            try:
                await director.run()
            except EversetError as error:
                trouble.met(error, time.monotonic())
            await asyncio.sleep(RETRY_SECONDS)

    async def _look(self) -> None:
        librarian = Librarian(
            self._settings.music,
            self._store.catalogue,
            self._library_jobs,
            self._settings.max_hours * 3_600,
            self._report,
            hold=self._pause.over,
        )
        empty = False
        progress = Progress()
        trouble = Trouble("can't look at the library", "looking at the library again")
        while True:
            glancing = asyncio.create_task(self._glance())
            began, took = time.process_time(), 0.0
            try:
                progress = await librarian.look()
                await asyncio.to_thread(self._counts.read)
                said = await asyncio.to_thread(self._store.catalogue.last_correction)
                if progress.total or progress.gone or self._counts.tracks != self._shelved or said != self._corrected:
                    self._corrected = said
                    await self._shelve()
                self._report(progress)
                if self._shelved == 0 and not empty:
                    log.warning(
                        "there is no music yet", do="put some into the station's folders: it is found by itself"
                    )
                empty = self._shelved == 0
                trouble.over()
                if progress.total == 0:
                    took = time.process_time() - began
                    if await self._hear_again(librarian):
                        continue
                    self._library_jobs.rest()
            except (StorageError, Unreachable) as error:
                trouble.met(error, time.monotonic())
            finally:
                glancing.cancel()
            await asyncio.sleep(max(self._settings.scan_seconds, LOOK_SHARE * took))

    async def _hear_again(self, librarian: Librarian) -> bool:
        """Let a better ear listen to what an older one heard, until it is time to look for news; what was on ballots
        comes first, as it is what may be on air next. Whether there was any."""
        until, heard = time.monotonic() + self._settings.scan_seconds, 0
        ballots = await asyncio.to_thread(self._store.ballots.recent, RECENT_BALLOTS)
        first = [candidate.track for ballot in ballots for candidate in ballot.candidates]
        while time.monotonic() < until and (count := await librarian.hear_again(first)):
            heard += count
        if heard:
            await self._shelve()
        return heard > 0

    async def _glance(self) -> None:
        """What was heard so far can be chosen long before the librarian is through with a large folder."""
        while True:
            await asyncio.sleep(GLANCE_SECONDS)
            with contextlib.suppress(StorageError):
                await asyncio.to_thread(self._counts.read)
                if self._counts.tracks > GROWTH * self._shelved:
                    await self._shelve()

    async def _shelve(self) -> None:
        self._shelved = self._counts.tracks
        await asyncio.to_thread(self._shelf.refresh)

    async def _keep(self) -> None:
        """The playlog, and what is too old of everything."""
        pruned = time.monotonic()
        trouble = Trouble("the playlog waits", "the playlog goes on")
        while True:
            self._news.clear()
            pause = KEEP_SECONDS
            try:
                await self._log_keeper.ingest()
                trouble.over()
                if self._housekeeping is not None and time.monotonic() - pruned > PRUNE_SECONDS:
                    await asyncio.to_thread(self._housekeeping.tidy)
                    pruned = time.monotonic()
            except EversetError as error:
                trouble.met(error, time.monotonic())
                pause = RETRY_SECONDS
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), pause)

    def _heard(self, event: dict[str, Any]) -> None:
        if event["event"] != "head":
            self._news.set()
        if event["event"] == "ladder":
            log.warning("ladder", rung=event.get("rung"), why=event.get("why"))

    def _report(self, progress: Progress) -> None:
        self._counts.progress = progress
        self._server.publish("library", **self._counts.told())

    def _playing(self) -> list[str]:
        return [clip.pcm for clip in self._air.programme.clips]

    def _wall(self) -> Wall:
        return Wall(self._air.frame, time.time(), self._air.sample_rate)

    async def _status(self, _request: Message) -> Message:
        director = self._director
        return {
            **vitals("planner", "running"),
            "library": self._counts.told(),
            "late_seams": director.late if director else 0,
        }


async def serve(places: Places, settings: PlannerSettings, on_air: Callable[[], None]) -> None:
    """Run the planner of the station in ``places``; ``on_air`` is called when it begins."""
    with contextlib.suppress(asyncio.CancelledError):
        await PlannerService(places, settings).run(on_air)
