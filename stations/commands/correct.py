"""``everset correct``: what a human knows better of a track: it stands above whatever an ear hears, then and later."""

import argparse
import json
import sys
import time
from pathlib import Path


def arguments(parser: argparse.ArgumentParser) -> None:
    """``FILE [--bpm B] [--downbeat S] [--trusted yes|no] [--key K] [--mix-in S ...] [--mix-out S ...] [--forget]
    [--data DIR] [--json]``."""
    from stations.options import add_data  # noqa: PLC0415  settings, not for the list of commands

    parser.add_argument("file", type=Path, metavar="FILE", help="a file of the track, as it was scanned")
    parser.add_argument("--bpm", type=float, metavar="B", help="its tempo from end to end: the grid becomes regular")
    parser.add_argument("--downbeat", type=float, metavar="S", help="seconds of any first beat of a bar")
    parser.add_argument("--trusted", choices=("yes", "no"), help="whether its beats may be mixed on")
    parser.add_argument("--key", metavar="K", help="as 'A minor' or as 8A")
    for name, what in (("--mix-in", "entered"), ("--mix-out", "left")):
        about = f"seconds where it may be {what}, instead of what was found"
        parser.add_argument(name, type=float, nargs="+", default=(), metavar="S", help=about)
    parser.add_argument("--forget", action="store_true", help="take back what was said before")
    add_data(parser)
    parser.add_argument("--json", action="store_true", help="what humans have said of the track, as one JSON document")


def run(args: argparse.Namespace) -> int:
    """0 done. What is not named stays as it was said before; with nothing named, nothing changes. Raises UsageError
    for a file that is not in the catalogue, or values that can't be."""
    import msgspec  # noqa: PLC0415

    from engine.places import Places  # noqa: PLC0415
    from planner.store import Store  # noqa: PLC0415  the database, not for help alone
    from stations.correcting import refuse_impossible, said  # noqa: PLC0415
    from stations.options import known_folder, station_settings  # noqa: PLC0415

    places = Places(known_folder(station_settings(args)))
    with Store.open(places, "planner") as store:
        known = store.catalogue.file_known(str(args.file.expanduser().resolve()))
        track = store.catalogue.heard(known.id) if known else None
        if track is None:
            print(f"everset correct: {args.file} is not in the catalogue: scan its folder first", file=sys.stderr)
            return 2
        before = store.catalogue.correction(track.id)
        now = said(args, before)
        refuse_impossible(now, track.analysis)
        if now != before:
            store.catalogue.correct(track.id, now, time.time())
    found = msgspec.to_builtins(now)
    if args.json:
        json.dump(found, sys.stdout, indent=2)
        print()
    else:
        print(", ".join(f"{name} {value}" for name, value in found.items()) or "nothing was said by hand")
    return 0
