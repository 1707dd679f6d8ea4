"""What the station's processes have in common from the command line on."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from engine.errors import EversetError
from engine.logs import configure_logs, logger
from engine.places import Places
from engine.stand_by import add_stand_by


def arguments(name: str, about: str) -> argparse.ArgumentParser:
    """``--data DIR --settings FILE.json --stand-by FD``, which every process takes."""
    parser = argparse.ArgumentParser(prog=f"python -m {name}", description=about)
    parser.add_argument("--data", type=Path, required=True, help="the station's folder")
    parser.add_argument("--settings", type=Path, help="its settings, JSON; without it the defaults hold")
    add_stand_by(parser)
    return parser


def guarded(process: str, places: Places, work: Callable[[], None]) -> int:
    """Run ``work``; the exit code. An error on purpose is told in a line, any other with its trace in the
    log."""
    try:
        places.make()
    except OSError as error:  # a disk that is full or read-only: what can be done without it goes on
        print(f"can't use the station's folder {places.data}: {error.strerror}", file=sys.stderr)
        if not places.data.is_dir():
            return 1
    configure_logs(process, places.logs)
    try:
        work()
    except EversetError as error:
        logger(process).error("ended", why=str(error))
        return error.exit_code
    except Exception:
        logger(process).exception("died")
        return 1
    return 0
