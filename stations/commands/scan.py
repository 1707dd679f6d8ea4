"""``everset scan``: brings the catalogue up to date."""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

import msgspec

from engine.places import Places
from planner.jobs import Pool
from planner.library.librarian import Librarian, Progress
from planner.library.tags import printable
from planner.store import Store
from stations.options import add_data, station_settings
from stations.progress import bar

HELP = "bring the catalogue up to date: new, changed, gone, moved; what can't be read is set aside with its reason"


def arguments(parser: argparse.ArgumentParser) -> None:
    """``DIR [--data DIR] [--json]``."""
    parser.add_argument("folder", type=Path, metavar="DIR")
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="processes that listen")


def run(args: argparse.Namespace) -> int:
    """0 done, 3 when a file was set aside."""
    settings = station_settings(args)
    with Store.open(Places(settings.folder()).make(), "planner") as store:
        progress = scan(args.folder, store, args.jobs, settings.planner.max_hours * 3600)
        document = report(store, progress)
    if args.json:
        json.dump(document, sys.stdout, indent=2)
        print()
    else:
        show(document)
    return 3 if document["set_aside"] else 0


def scan(folder: Path, store: Store, jobs: int, max_seconds: float) -> Progress:
    """One look at ``folder``, with a progress bar."""
    pool = Pool(jobs)
    try:
        with bar("listening") as tell:
            librarian = Librarian(
                [folder],
                store.catalogue,
                pool,
                max_seconds,
                lambda progress: tell(progress.done, progress.total),
            )
            return asyncio.run(librarian.look())
    finally:
        pool.close()


def report(store: Store, progress: Progress) -> dict[str, Any]:
    """What the look found, and what is set aside in all."""
    aside = [
        {"path": printable(one.path), "code": one.code, "message": one.message}
        for one in store.catalogue.set_aside_list()
    ]
    counts = msgspec.to_builtins(progress)
    return {"tracks": store.catalogue.count(), **{**counts, "set_aside": aside}}


def show(document: dict[str, Any]) -> None:
    """The same for people."""
    print(
        f"{document['tracks']} tracks: {document['new']} new, {document['changed']} changed, "
        f"{document['moved']} moved, {document['retagged']} retagged, {document['gone']} gone"
    )
    for one in document["set_aside"]:
        print(f"set aside: {one['path']}: {one['message']} ({one['code']})")
