"""``everset playlog``: what was on air."""

import argparse
import csv
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import TextIO

from engine.places import Places
from stations.options import add_data, known_folder, station_settings


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[--since T] [--until T] [--csv FILE] [--data DIR]``."""
    parser.add_argument("--since", type=moment, metavar="T", help="from this time on, ISO 8601 (local without a zone)")
    parser.add_argument("--until", type=moment, metavar="T", help="before this time")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write it there instead of printing it")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """0 done. A CSV head and a line a track, also when nothing was on air yet."""
    from planner.playlog import csv_rows  # noqa: PLC0415  the database, not for help alone
    from planner.store import Store  # noqa: PLC0415  the same

    settings = station_settings(args)
    with Store.open(Places(known_folder(settings)), None) as store:
        rows = csv_rows(store.playlog.between(args.since, args.until), settings.engine.sample_rate)
    if args.csv is None:
        _write(sys.stdout, rows)
    else:
        with args.csv.open("w", newline="", encoding="utf-8") as file:
            _write(file, rows)
    return 0


def _write(file: TextIO, rows: Iterable[tuple[str, ...]]) -> None:
    csv.writer(file, lineterminator="\n").writerows(rows)


def moment(text: str) -> float:
    """Seconds since 1970, for argparse."""
    try:
        return datetime.fromisoformat(text).astimezone().timestamp()
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a time: write it like 2026-05-01T20:00") from error
