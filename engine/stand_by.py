"""Standing by: a process that is started beside the one whose place it will take.

It does everything that can fail or is slow, says so, and waits for the word; until then it touches nothing that is the
other's. It speaks on standard output, one JSON document a line (``{"state": "ready"}``, then ``{"state": "on air",
"services": [facts]}``), and gets the word as a line on standard input; when that ends first, so does the process. Its
standard error is read by whoever started it until it is ready, so that a failure comes with its reason.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable

OPTION = "--stand-by"


def add_stand_by(parser: argparse.ArgumentParser) -> None:
    """``--stand-by FD``."""
    parser.add_argument(
        OPTION,
        type=int,
        metavar="FD",
        help="get ready, say so, and wait for the word; FD: the standard error from then on",
    )


class StandBy:
    """This process's side. ``errors``: the descriptor of its later standard error, None for a process that was started
    to go on air at once. ``services``: how many of them must be on air before the process is."""

    def __init__(self, errors: int | None, services: int = 1) -> None:
        self.asked = errors is not None
        self._errors = errors
        self._facts: list[dict[str, object]] = []
        self._services = services

    def wait(self, get_ready: Callable[[], object]) -> None:
        """Get ready and wait for the word; nothing when it was not asked for. Raises SystemExit when whoever started
        this process has gone."""
        if self._errors is None:
            return
        get_ready()
        tell(state="ready")
        os.dup2(self._errors, sys.stderr.fileno())
        os.close(self._errors)
        if not sys.stdin.readline():
            raise SystemExit(0)

    def on_air(self, **facts: object) -> None:
        """One of its services has taken its predecessor's place; with the last of them this process has."""
        self._facts.append(facts)
        if not self.asked or len(self._facts) != self._services:
            return
        tell(state="on air", services=self._facts)
        null = os.open(os.devnull, os.O_RDWR)
        for stream in (sys.stdin, sys.stdout):
            os.dup2(null, stream.fileno())
        os.close(null)


def tell(**facts: object) -> None:
    """One line to whoever started this process; it may have gone."""
    try:
        print(json.dumps(facts), flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
