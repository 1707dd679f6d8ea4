"""``python -m stations.duty --data DIR [--upgrade]``: a supervisor that another process starts, for a station whose
start lies in its folder; with ``--upgrade`` in place of the code that runs the station."""

import argparse
import asyncio
import contextlib
import json
import socket
from pathlib import Path
from typing import TextIO

from engine.errors import EversetError, UpgradeError, UsageError
from engine.logs import configure_logs, logger
from engine.places import Places
from stations.launch import documents
from stations.release import this_release
from stations.start import Start, read_start
from stations.succession import Succession
from stations.supervisor import Supervisor

NEXT = ".next"  # the start of a station that is being upgraded

log = logger(__name__)


class Line:
    """To who asked for the upgrade; that one hanging up calls it off."""

    def __init__(self, places: Places) -> None:
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._line.connect(str(places.socket("upgrade")))

    def say(self, step: str) -> None:
        """One step."""
        log.info("upgrade", step=step)
        self._send({"step": step})

    def done(self) -> None:
        """Everything runs this code."""
        self._send({"done": str(this_release())})

    def failed(self, why: str) -> None:
        """The upgrade is called off."""
        log.error("upgrade called off", why=why)
        self._send({"failed": why})

    def _send(self, message: dict[str, str]) -> None:
        self._line.sendall(json.dumps(message).encode() + b"\n")


def main() -> int:
    """Keep the station; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m stations.duty")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--upgrade", action="store_true")
    args = parser.parse_args()
    places = Places(args.data).make()
    configure_logs("supervisor", places.logs)
    try:
        start = read_start(places, NEXT if args.upgrade else "")
        if start is None:
            raise UsageError(f"{places.data} does not say how its station was started: use everset run")
        asyncio.run(upgrade(places, start) if args.upgrade else keep(places, start))
    except EversetError as error:
        log.error("ended", why=str(error))
        return error.exit_code
    return 0


async def upgrade(places: Places, start: Start) -> None:
    """Take the station over, then keep it."""
    line = Line(places)
    try:
        lock = await Succession(places, documents(start.station()), line.say).run()
    except (EversetError, OSError) as error:
        with contextlib.suppress(OSError):  # who asked may have hung up
            line.failed(str(error))
        raise UpgradeError(f"called off: {error}") from error
    await keep(places, start, lock, line)


async def keep(places: Places, start: Start, lock: TextIO | None = None, line: Line | None = None) -> None:
    """Keep the station until it is told to stop."""
    supervisor = Supervisor(places, documents(start.station()), start, lock)
    await supervisor.run(started=line.done if line else lambda: None)


if __name__ == "__main__":
    raise SystemExit(main())
