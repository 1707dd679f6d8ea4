"""``python -m web --data DIR --settings FILE.json [--stand-by FD]``: the web process of one station, or of several,
each with its own ``--data`` and ``--settings``: those with one address share it. SIGTERM ends it."""

import asyncio
import socket
from collections.abc import Callable

from aiohttp import web

from engine.company import Service, company
from engine.logs import logger
from engine.model import load_settings
from engine.places import Places
from engine.process import arguments, carried, guarded, leave
from engine.stand_by import StandBy
from planner.store import Store
from web.app import make_app
from web.listening import handed_over, listening, offered
from web.settings import WebSettings
from web.several import make_several

IDLE_SECONDS = 75.0  # that a connection may stay without a whole request; aiohttp's own hour would fill the process
LEAVING = 0.5  # seconds that requests under way may take when the process is told to leave

Stations = list[tuple[Places, WebSettings]]  # of one address

log = logger(__name__)


async def serve(
    stations: Stations,
    stop: asyncio.Event,
    listener: socket.socket | None = None,
    on_air: Callable[[], None] = lambda: None,
) -> None:
    """Serve until ``stop``, on ``listener`` if there is one; ``on_air`` is called when it begins. Raises StationBusy
    when the address is taken."""
    places, settings = stations[0]
    app = make_app(places, settings) if len(stations) == 1 else make_several(stations)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=LEAVING, keepalive_timeout=IDLE_SECONDS)
    await runner.setup()
    try:
        door = listener or listening(settings)
        await web.SockSite(runner, door).start()
        async with offered(places, door):
            log.info("page and API", address=address(runner))
            on_air()
            await stop.wait()
    finally:
        await runner.cleanup()


def address(runner: web.AppRunner) -> str:
    """Where the page is."""
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}/"


def by_address(known: Stations) -> dict[str, Stations]:
    """Those that share an address together; any free port is nobody else's."""
    found: dict[str, Stations] = {}
    for places, settings in known:
        own = f"{settings.bind}:{settings.port}" if settings.port else str(places.data)
        found.setdefault(own, []).append((places, settings))
    return found


class Doors:
    """The listening sockets that the web process before hands over, by address."""

    def __init__(self) -> None:
        self._handed: dict[str, socket.socket] = {}

    def get_ready(self, addresses: dict[str, Stations]) -> None:
        """Ask for them, and look whether every store can be read."""
        for own, stations in addresses.items():
            for places, _ in stations:
                Store.open(places, None).close()
            if (handed := handed_over(*stations[0])) is not None:
                self._handed[own] = handed

    def service(self, own: str, stations: Stations, stand_by: StandBy) -> Service:
        """The page and API at one address, as a service."""

        async def page(stop: asyncio.Event) -> None:
            await serve(stations, stop, self._handed.pop(own, None), stand_by.on_air)

        return page


def main() -> int:
    """Serve; the exit code."""
    options = arguments("web", "Serves a station's page, API and live events.").parse_args()
    stations = carried(options)

    def work() -> None:
        addresses = by_address([(one.places, load_settings(WebSettings, one.settings)) for one in stations])
        stand_by, doors = StandBy(options.stand_by, len(addresses)), Doors()
        stand_by.wait(lambda: doors.get_ready(addresses))
        asyncio.run(company({own: doors.service(own, found, stand_by) for own, found in addresses.items()}))

    return guarded("web", stations, work)


if __name__ == "__main__":
    leave(main())
