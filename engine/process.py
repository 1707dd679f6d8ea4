"""What the station's processes have in common from the command line on."""

import argparse
import contextlib
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from engine.errors import EversetError
from engine.logs import configure_logs, logger
from engine.places import Places
from engine.stand_by import add_stand_by


class Carried(NamedTuple):
    """A station that a process carries: its places, and the file of the process's settings for it."""

    places: Places
    settings: Path | None

    @property
    def name(self) -> str:
        """What tells it from others in the logs."""
        return str(self.places.data)


def arguments(name: str, about: str) -> argparse.ArgumentParser:
    """``--data DIR --settings FILE.json``, once for each station, and ``--stand-by FD``, which every process takes."""
    parser = argparse.ArgumentParser(prog=f"python -m {name}", description=about)
    parser.add_argument("--data", type=Path, required=True, action="append", help="a station's folder")
    parser.add_argument(
        "--settings", type=Path, action="append", help="its settings, JSON; without any the defaults hold"
    )
    add_stand_by(parser)
    return parser


def carried(options: argparse.Namespace) -> list[Carried]:
    """The stations that ``options`` name."""
    settings = options.settings or [None] * len(options.data)
    return [Carried(Places(data), path) for data, path in zip(options.data, settings, strict=True)]


def guarded(process: str, stations: Sequence[Carried], work: Callable[[], None]) -> int:
    """Run ``work``; the exit code. An error on purpose is told in a line, any other with its trace in the
    log, which lies in the first station's folder."""
    for station in stations:
        try:
            station.places.make()
        except OSError as error:  # a disk that is full or read-only: what can be done without it goes on
            print(f"can't use the station's folder {station.places.data}: {error.strerror}", file=sys.stderr)
            if not station.places.data.is_dir():
                return 1
    configure_logs(process, stations[0].places.logs)
    try:
        work()
    except EversetError as error:
        logger(process).error("ended", why=str(error))
        return error.exit_code
    except Exception:
        logger(process).exception("died")
        return 1
    return 0


def leave(code: int) -> NoReturn:
    """End this process, at once: everything of it is stored and let go of by now. To take the interpreter apart, module
    by module, takes a planner a second and more on a busy machine, and who comes next waits for it; and a thread that
    waits for a disk would hold it for as long as that hangs."""
    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)
