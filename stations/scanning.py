"""Bringing the catalogue up to date from the command line, with a progress bar."""

import asyncio
from pathlib import Path
from typing import Any

import msgspec

from engine.errors import NoMusic
from planner.jobs import Pool
from planner.library.librarian import Librarian, Progress
from planner.library.tags import printable
from planner.store import Store
from stations.progress import bar


def scan(folder: Path, store: Store, jobs: int, max_seconds: float) -> Progress:
    """One look at ``folder``; what the catalogue holds of other folders stays. Raises NoMusic when it is no folder
    that can be read."""
    refuse_missing(folder)
    pool = Pool(jobs)
    try:
        with bar("listening") as tell:
            librarian = Librarian(
                [folder],
                store.catalogue,
                pool,
                max_seconds,
                lambda progress: tell(progress.done, progress.total),
                alone=False,
            )
            return asyncio.run(librarian.look())
    finally:
        pool.close()


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
    counts = msgspec.to_builtins(progress)
    return {"tracks": store.catalogue.count(), **{**counts, "set_aside": aside}}


def words(document: dict[str, Any]) -> str:
    """The same for people."""
    kinds = (("new", "new"), ("changed", "changed"), ("moved", "moved"), ("retagged", "retagged"),
             ("back", "back again"), ("gone", "gone"))  # fmt: skip
    counts = ", ".join(f"{document[kind]} {word}" for kind, word in kinds)
    aside = (f"set aside: {one['path']}: {one['message']} ({one['code']})" for one in document["set_aside"])
    return "\n".join([f"{document['tracks']} tracks: {counts}", *aside])
