"""Takes stations on air: from their settings to a running supervisor."""

import asyncio
import contextlib

from engine.errors import StationBusy, UsageError
from engine.logs import configure_logs, logger
from stations.commands.check import address_problems
from stations.conflicts import conflicts
from stations.lock import claim_all
from stations.orphans import orphans
from stations.settings import StationSettings
from stations.start import Start, read_start
from stations.station import Group, group_of
from stations.supervisor import Supervisor

log = logger(__name__)


def go_on_air(starts: list[Start], minutes: float | None = None) -> int:
    """Run the stations until they are told to stop, or for ``minutes``. Raises StationBusy, UsageError."""
    problems = conflicts(starts)
    if problems:
        raise UsageError("\n".join(problems))
    group = group_of(starts)
    for station in group:
        station.places.make()
    configure_logs("supervisor", group[0].places.logs)
    locks = claim_all(group)
    check_addresses(group)
    for station in group:
        announce(station.start.station())
    supervisor = Supervisor(group, locks)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(supervisor, minutes))
    if supervisor.heir is not None:
        log.info("handed over", to=supervisor.heir, stop_it_with=f"kill {supervisor.heir}")
    else:
        log.info("off air", stations=[station.name for station in group])
    return 0


def check_addresses(group: Group) -> None:
    """Raises StationBusy for addresses that others listen on; those that processes of a killed supervisor play on at
    are ours."""
    left = {station.name: station for station in group if orphans([station])}
    for station in left.values():
        before = read_start(station.places)
        if before is not None and before.group != station.start.group:
            raise StationBusy(f"processes that carry {', '.join(before.group)} play on: run these stations together")
    tried = [station for station in group if station.name not in left]
    problems = list(dict.fromkeys(one for station in tried for one in address_problems(station.start.station())))
    if problems:
        raise StationBusy("\n".join(problems))


async def _run(supervisor: Supervisor, minutes: float | None) -> None:
    until = asyncio.Event()
    if minutes is not None:
        asyncio.get_running_loop().call_later(minutes * 60, until.set)
    await supervisor.run(until)


def announce(settings: StationSettings) -> None:
    """Say where it can be heard."""
    host = "localhost" if settings.web.bind in ("127.0.0.1", "::1", "0.0.0.0") else settings.web.bind  # noqa: S104  said, not bound
    log.info(
        "going on air",
        page=f"http://{host}:{settings.web.port}/",
        stream=f"http://{host}:{settings.outputs.stream_port}/stream.mp3",
        data=str(settings.folder()),
    )
