"""Measures pairs for as long as there is time, several at once, and keeps every row as it comes."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence

import structlog
from msgspec import Struct

from engine.errors import EversetError, JobFailed, StorageError
from planner.catalogue.track import Track
from planner.jobs import Jobs
from planner.training.dataset import Task, measure_pair
from planner.training.pairs import Pairing, pairings
from planner.training.rows import Row, Rows
from planner.training.split import held_out, song
from planner.training.table import songs_of

log = structlog.get_logger()

PAIR_SECONDS = 300.0  # a pair that takes longer hangs
MOST_FAILURES = 20  # in a row: then it is not the pair's fault
MOST_REPEATS = 2_000  # drawn pairs in a row that are measured already: the library is exhausted

Progress = Callable[[float, str], None]


class Effort(Struct, frozen=True, kw_only=True):
    """How much to measure, and how. ``folder``: for rows, PCM and lanes. ``sample_rate``: half of the air's
    gives the same scores in half the time. ``song_of``: what a track is a version of."""

    folder: str
    minutes: float
    workers: int = 1
    sample_rate: int = 22_050
    target_lufs: float = -16.0
    stretched: bool = False
    seed: int = 0
    song_of: Callable[[Track], str] = song
    clock: Callable[[], float] = time.monotonic


async def collect(
    tracks: Sequence[Track], rows: Rows, jobs: Jobs, effort: Effort, progress: Progress | None = None
) -> int:
    """How many rows were added to ``rows`` within ``effort.minutes``; what was measured before is not
    measured again.

    Raises StorageError when the disk refuses, JobFailed when nothing works.
    """
    run = _Run(tracks, rows, jobs, effort, progress)
    await asyncio.gather(*(run.work() for _ in range(effort.workers)))
    return run.added


class _Run:
    def __init__(
        self, tracks: Sequence[Track], rows: Rows, jobs: Jobs, effort: Effort, progress: Progress | None
    ) -> None:
        self._rows, self._jobs, self._effort, self._progress = rows, jobs, effort, progress
        known = rows.read()
        done = {(row.a, row.b, row.earliest, row.entry) for row in known}
        self._tasks = _tasks(tracks, effort, held_songs(tracks, known, effort), done)
        self._began = effort.clock()
        self._failures = 0
        self.added = 0

    async def work(self) -> None:
        """One worker: pair after pair until the time is over or the pairs are."""
        while (share := self._share()) < 1.0 and (task := next(self._tasks, None)) is not None:
            if self._progress is not None:
                self._progress(share, f"{self.added} rows")
            await self._measure(task)

    async def _measure(self, task: Task) -> None:
        try:
            found = await self._jobs.run(PAIR_SECONDS, measure_pair, task)
        except StorageError:
            raise
        except EversetError as error:
            self._failed(task, error)
            return
        self._failures = 0
        self._keep(found)

    def _keep(self, found: list[Row]) -> None:
        if found:
            self._rows.add(found)
            self.added += len(found)

    def _failed(self, task: Task, error: EversetError) -> None:
        self._failures += 1
        titles = f"{task.pairing.a.tags.title} → {task.pairing.b.tags.title}"
        log.warning("pair not measured", pair=titles, why=str(error))
        if self._failures >= MOST_FAILURES:
            raise JobFailed(f"{MOST_FAILURES} pairs in a row could not be measured, the last one: {error}") from error

    def _share(self) -> float:
        seconds = 60.0 * self._effort.minutes
        return (self._effort.clock() - self._began) / seconds if seconds > 0 else 1.0


def held_songs(tracks: Sequence[Track], known: Sequence[Row], effort: Effort) -> frozenset[str]:
    """The songs that are never trained on, of these tracks and of what was measured before."""
    return held_out({*map(effort.song_of, tracks), *songs_of(known)}, effort.seed)


def _tasks(
    tracks: Sequence[Track], effort: Effort, held: frozenset[str], done: set[tuple[str, str, float, float]]
) -> Iterator[Task]:
    repeats = 0
    for pairing in pairings(tracks, effort.song_of, held, effort.seed):
        key = _key(pairing)
        repeats = repeats + 1 if key in done else 0
        if repeats > MOST_REPEATS:
            return
        if not repeats:
            done.add(key)
            yield Task(
                pairing=pairing,
                songs=(effort.song_of(pairing.a), effort.song_of(pairing.b)),
                folder=effort.folder,
                sample_rate=effort.sample_rate,
                target_lufs=effort.target_lufs,
                stretched=effort.stretched,
            )


def _key(pairing: Pairing) -> tuple[str, str, float, float]:
    return pairing.a.id, pairing.b.id, pairing.earliest, pairing.entry
