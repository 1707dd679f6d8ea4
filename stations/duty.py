"""``python -m stations.duty --data DIR... [--upgrade]``: a supervisor that another process starts, for stations whose
starts lie in their folders; with ``--upgrade`` in place of the code that runs them."""

import argparse
import asyncio
import contextlib
import json
import socket
from contextlib import ExitStack
from pathlib import Path

from engine.errors import EversetError, UpgradeError, UsageError
from engine.logs import configure_logs, logger
from engine.places import Places
from stations.release import this_release
from stations.start import NEXT, Start, read_start
from stations.station import Group, group_of
from stations.succession import Succession
from stations.supervisor import Supervisor

AGAIN = "the station plays on, kept by this code; once that is mended, everset upgrade does the rest"

log = logger(__name__)


class Line:
    """To who asked for the upgrade; that one hanging up calls it off."""

    def __init__(self, places: Places) -> None:
        """Raises UpgradeError when that one has hung up."""
        self._line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            self._line.connect(str(places.socket("upgrade")))
        except OSError as error:
            self._line.close()
            raise UpgradeError(f"called off: who asked for it has gone ({error.strerror})") from error

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def say(self, step: str) -> None:
        """One step."""
        log.info("upgrade", step=step)
        self._send({"step": step})

    def done(self) -> None:
        """Everything runs this code; who asked may have hung up."""
        with contextlib.suppress(OSError):
            self._send({"done": str(this_release())})

    def failed(self, why: str) -> None:
        """The upgrade came to nothing, or to half; who asked may have hung up."""
        log.error("upgrade failed", why=why)
        with contextlib.suppress(OSError):
            self._send({"failed": why})

    def _send(self, message: dict[str, str]) -> None:
        self._line.sendall(json.dumps(message).encode() + b"\n")


def main() -> int:
    """Keep the station; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m stations.duty")
    parser.add_argument("--data", type=Path, required=True, action="append")
    parser.add_argument("--upgrade", action="store_true")
    args = parser.parse_args()
    places = [Places(data).make() for data in args.data]
    configure_logs("supervisor", places[0].logs)
    try:
        group = group_of([start_of(one, NEXT if args.upgrade else "") for one in places])
        asyncio.run(upgrade(group) if args.upgrade else keep(group))
    except EversetError as error:
        log.error("ended", why=str(error))
        return error.exit_code
    return 0


def start_of(places: Places, suffix: str) -> Start:
    """How the station was, or is to be, started. Raises UsageError where nobody knows."""
    start = read_start(places, suffix)
    if start is None:
        raise UsageError(f"{places.data} does not say how its station was started: use everset run")
    return start


async def upgrade(group: Group) -> None:
    """Take the stations over, then keep them."""
    line = Line(group[0].places)
    try:
        succession = Succession(group, line.say)
        locks = await succession.run()
    except (EversetError, OSError) as error:
        line.failed(f"called off, the station plays on as before: {error}")
        raise UpgradeError(f"called off: {error}") from error
    if succession.trouble:
        line.failed(f"half done, and nobody is left to put it back ({succession.trouble}): {AGAIN}")
        await keep(group, locks)
    else:
        await keep(group, locks, line)


async def keep(group: Group, locks: ExitStack | None = None, line: Line | None = None) -> None:
    """Keep the stations until told to stop."""
    supervisor = Supervisor(group, locks)
    await supervisor.run(started=line.done if line else lambda: None)


if __name__ == "__main__":
    raise SystemExit(main())
