"""Bringing the catalogue up to date from the command line, with a progress bar."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import NoMusic
from planner.cluster import library_jobs
from planner.jobs import Jobs
from planner.library.librarian import Librarian, Progress
from planner.library.listen_job import LISTENING_MEMORY
from planner.library.pause import Pause
from planner.library.tags import printable
from planner.store import Store
from stations.progress import bar
from stations.settings import StationSettings


def listeners(settings: StationSettings, jobs: int) -> Jobs:
    """Who listens for a station: ``jobs`` processes here, or the cluster that its settings name."""
    return library_jobs(settings.planner.scheduler, jobs, LISTENING_MEMORY)


def scan(folder: Path, store: Store, jobs: Jobs, max_seconds: float, pause: Pause | None = None) -> Progress:
    """One look at ``folder``; what the catalogue holds of other folders stays. Then what an older ear heard is listened
    to again, wherever it lies. Raises NoMusic when ``folder`` is none that can be read."""
    refuse_missing(folder)
    try:
        with bar("listening") as tell:
            librarian = Librarian(
                [folder],
                store.catalogue,
                jobs,
                max_seconds,
                lambda now: tell(now.covered, now.expected, f"{now.done} of {now.total} files"),
                hold=pause.over if pause else None,
                alone=False,
            )
            return asyncio.run(_all(librarian))
    finally:
        jobs.close()


async def _all(librarian: Librarian) -> Progress:
    progress = await librarian.look()
    while count := await librarian.hear_again():
        progress.heard_again += count
    return progress


def refuse_missing(folder: Path) -> None:
    """Raises NoMusic, for a folder that was named by hand and can't be read."""
    try:
        next(folder.expanduser().iterdir(), None)
    except OSError as error:
        raise NoMusic(f"{folder} can't be read ({error.strerror}): name a folder that holds music") from error


def report(store: Store, progress: Progress) -> dict[str, Any]:
    """What the look found, and what is set aside in all."""
    aside = [
        {"path": printable(one.path, longest=None), "code": one.code, "message": one.message}
        for one in store.catalogue.set_aside_list()
    ]
    counts = {name: count for name, count in msgspec.structs.asdict(progress).items() if isinstance(count, int)}
    return {"tracks": store.catalogue.count(), **{**counts, "set_aside": aside}}


def words(document: dict[str, Any]) -> str:
    """The same for people."""
    kinds = (("new", "new"), ("changed", "changed"), ("moved", "moved"), ("retagged", "retagged"),
             ("back", "back again"), ("gone", "gone"), ("heard_again", "heard again"))  # fmt: skip
    counts = ", ".join(f"{document[kind]} {word}" for kind, word in kinds)
    aside = (f"set aside: {one['path']}: {one['message']} ({one['code']})" for one in document["set_aside"])
    return "\n".join([f"{document['tracks']} tracks: {counts}", *aside])
