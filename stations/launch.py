"""Takes a station on air: from its settings to a running supervisor."""

import asyncio
import contextlib
from typing import Any

from engine.errors import StationBusy
from engine.logs import configure_logs, logger
from engine.places import Places
from stations.commands.check import address_problems
from stations.roll import surviving
from stations.settings import StationSettings
from stations.start import Start
from stations.supervisor import Supervisor, claim

log = logger(__name__)


def documents(settings: StationSettings) -> dict[str, dict[str, Any]]:
    """The settings document of each process. What two of them need is said once, in the section it belongs to."""
    title = settings.station.title
    outputs = settings.outputs.model_copy(update={"station": title, "sample_rate": settings.engine.sample_rate})
    web = settings.web.model_copy(
        update={
            "station": title,
            "stream_port": settings.outputs.stream_port,
            "distance_seconds": settings.outputs.distance_seconds,
        }
    )
    planner = settings.planner.model_copy(update={"target_lufs": settings.engine.loudness_lufs})
    models = {"engine": settings.engine, "outputs": outputs, "planner": planner, "web": web}
    return {name: model.model_dump(mode="json") for name, model in models.items()}


def go_on_air(start: Start, minutes: float | None = None) -> int:
    """Run the station until it is told to stop, or for ``minutes``. Raises StationBusy."""
    settings = start.station()
    places = Places(settings.folder()).make()
    configure_logs("supervisor", places.logs)
    lock = claim(places)
    if not surviving(places):
        problems = address_problems(settings)
        if problems:
            raise StationBusy("\n".join(problems))
    announce(settings)
    supervisor = Supervisor(places, documents(settings), start, lock)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(supervisor, minutes))
    if supervisor.heir is not None:
        log.info("handed over", to=supervisor.heir, stop_it_with=f"kill {supervisor.heir}")
    else:
        log.info("off air", station=settings.station.name)
    return 0


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
