"""``everset scan``: brings the catalogue up to date."""

import argparse
import json
import logging
import os
import sys
from pathlib import Path

from engine.logs import configure_plain
from engine.places import Places
from planner.library.pause import Pause
from stations.options import add_data, at_least_one, station_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """``DIR [--data DIR] [--json] [--jobs N] [--scheduler URL]``, or ``--pause`` or ``--resume``."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("folder", type=Path, nargs="?", metavar="DIR")
    what.add_argument("--pause", action="store_true", help="listening begins nothing new, here and in the station")
    what.add_argument("--resume", action="store_true", help="listening goes on where it was")
    parser.add_argument("--scheduler", metavar="URL", help="a Dask scheduler whose workers listen instead")
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--jobs", type=at_least_one, default=os.cpu_count(), metavar="N", help="processes that listen")


def run(args: argparse.Namespace) -> int:
    """0 done, 3 when a file was set aside."""
    from planner.store import Store  # noqa: PLC0415  the database, not for help alone
    from stations.scanning import listeners, refuse_missing, report, scan, words  # noqa: PLC0415  the ear, not for help alone

    settings = station_settings(args)
    places = Places(settings.folder())
    pause = Pause(places.pause)
    if args.pause or args.resume:
        places.make()
        (pause.begin if args.pause else pause.end)()
        return 0
    refuse_missing(args.folder)
    configure_plain(logging.ERROR)  # each file that is set aside is in the result; it is not said twice
    if pause.on:
        print("listening is paused: everset scan --resume lets it go on", file=sys.stderr)
    with Store.open(places.make(), "planner") as store:
        jobs = listeners(settings, args.jobs)
        progress = scan(args.folder, store, jobs, settings.planner.max_hours * 3600, pause)
        document = report(store, progress)
    if not document["tracks"] and not document["set_aside"]:
        print(f"{args.folder} holds no music: name a folder with FLAC, MP3, M4A, Ogg, ... in it", file=sys.stderr)
    if args.json:
        json.dump(document, sys.stdout, indent=2)
        print()
    else:
        print(words(document))
    return 3 if document["set_aside"] else 0
