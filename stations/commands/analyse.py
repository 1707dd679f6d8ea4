"""``everset analyse``: prints the analysis of files."""

import argparse
import json
import os
import sys
from pathlib import Path

from stations.options import at_least_one

MAX_SECONDS = 10_800.0  # the contract's three hours


def arguments(parser: argparse.ArgumentParser) -> None:
    """``FILE... [--json] [--jobs N]``."""
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--json", action="store_true", help="one JSON document, {tracks: [...]}")
    parser.add_argument("--jobs", type=at_least_one, default=os.cpu_count(), metavar="N", help="processes that listen")


def run(args: argparse.Namespace) -> int:
    """0 done, 3 when a file was set aside."""
    from stations.analysing import analyse_all, words  # noqa: PLC0415  the ear, not for help alone

    tracks = analyse_all([path.absolute() for path in args.files], args.jobs, MAX_SECONDS)
    if args.json:
        json.dump({"tracks": tracks}, sys.stdout, allow_nan=False)
        print()
    else:
        for track in tracks:
            print(words(track))
    return 3 if any("error" in track for track in tracks) else 0
