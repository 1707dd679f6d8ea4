"""``everset playlog``: what was on air."""

import argparse
import csv
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TextIO

from engine.errors import UsageError
from engine.places import Places
from planner.playlog import csv_rows
from planner.store import Store
from stations.options import add_data, station_settings

HELP = "what was on air"


def arguments(parser: argparse.ArgumentParser) -> None:
    """``[--since T] [--until T] [--csv FILE] [--data DIR]``."""
    parser.add_argument("--since", type=moment, metavar="T", help="from this time on, ISO 8601 (local without a zone)")
    parser.add_argument("--until", type=moment, metavar="T", help="before this time")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="write it there instead of printing it")
    add_data(parser)


def run(args: argparse.Namespace) -> int:
    """0 done."""
    settings = station_settings(args)
    with Store.open(Places(settings.folder()), None) as store:
        rows = csv_rows(store.playlog.between(args.since, args.until), settings.engine.sample_rate)
        if args.csv is None:
            _write(sys.stdout, rows)
        else:
            with args.csv.open("w", newline="", encoding="utf-8") as file:
                _write(file, rows)
    return 0


def _write(file: TextIO, rows: Iterable[Sequence[str]]) -> None:
    csv.writer(file).writerows(rows)


def moment(text: str) -> float:
    """Seconds since 1970. Raises UsageError."""
    try:
        return datetime.fromisoformat(text).astimezone().timestamp()
    except ValueError as error:
        raise UsageError(f"{text!r} is not a time: write it like 2026-05-01T20:00") from error
