"""``everset render``: renders a set offline, as fast as the machine can, by the code that plays live."""

import argparse
import contextlib
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from engine.errors import NoMusic
from engine.places import Places
from planner.store import Store
from stations.offline_set import OfflineSet, check_ending
from stations.options import add_station, at_least_one, minutes, station_settings
from stations.progress import bar
from stations.scanning import listeners, scan
from stations.settings import StationSettings


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[STATION.toml] [--music DIR] --minutes M --out SET.flac [--report] [--cue] [--seed N]``."""
    add_station(parser)
    parser.add_argument("--minutes", type=minutes, required=True, metavar="M")
    parser.add_argument("--out", type=Path, required=True, metavar="SET.flac")
    parser.add_argument("--report", type=Path, metavar="SET.json")
    parser.add_argument("--cue", type=Path, metavar="SET.cue")
    parser.add_argument("--seed", type=int, metavar="N", help="the same seed, the same set")
    parser.add_argument("--jobs", type=at_least_one, default=os.cpu_count(), metavar="N", help="processes that listen")


def run(args: argparse.Namespace) -> int:
    """0 done, 3 when a file was set aside."""
    settings = station_settings(args)
    if not settings.planner.music:
        raise NoMusic("say where the music is: everset render --music /path/to/folder")
    check_ending(args.out)
    began = time.monotonic()
    with _catalogue(args, settings) as store:
        aside = sum(
            scan(folder, store, listeners(settings, args.jobs), settings.planner.max_hours * 3600).set_aside
            for folder in settings.planner.music
        )
        listened = time.monotonic() - began
        with bar("rendering") as tell:
            made = OfflineSet(settings, store, args.minutes * 60, args.out, tell)
            made.render()
    if args.report:
        made.write_report(args.report)
    if args.cue:
        made.write_cue(args.cue)
    took = time.monotonic() - began - listened
    seams = len(made.summary["transitions"])
    print(
        f"{args.out}: {args.minutes:g} min, {seams} transitions; listening took {listened:.0f} s, "
        f"rendering {took:.0f} s ({args.minutes * 60 / took:.1f} × real time)"
    )
    return 3 if aside else 0


@contextlib.contextmanager
def _catalogue(args: argparse.Namespace, settings: StationSettings) -> Iterator[Store]:
    """The station's own catalogue where a station was named, else one that is gone afterwards."""
    with contextlib.ExitStack() as stack:
        named = args.data is not None or args.station is not None
        folder = settings.folder() if named else Path(stack.enter_context(tempfile.TemporaryDirectory()))
        yield stack.enter_context(Store.open(Places(folder).make(), "planner"))
