"""``python -m web --data DIR --settings FILE.json [--stand-by FD]``: the station's web process. SIGTERM ends it."""

import asyncio
import signal
import socket
from collections.abc import Callable

from aiohttp import web

from engine.logs import logger
from engine.places import Places
from engine.process import arguments, guarded
from engine.settings import load_settings
from engine.stand_by import StandBy
from planner.store import Store
from web.app import make_app
from web.listening import handed_over, listening, offered
from web.settings import WebSettings

LEAVING = 0.5  # seconds that requests under way may take when the process is told to leave

log = logger(__name__)


async def serve(
    places: Places,
    settings: WebSettings,
    stop: asyncio.Event,
    listener: socket.socket | None = None,
    on_air: Callable[[], None] = lambda: None,
) -> None:
    """Serve until ``stop``, on ``listener`` if there is one; ``on_air`` is called when it begins. Raises StationBusy
    when the address is taken."""
    runner = web.AppRunner(make_app(places, settings), access_log=None, shutdown_timeout=LEAVING)
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


async def run(
    places: Places, settings: WebSettings, listener: socket.socket | None, on_air: Callable[[], None]
) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(places, settings, stop, listener, on_air)


def main() -> int:
    """Serve; the exit code."""
    options = arguments("web", "Serves a station's page, API and live events.").parse_args()
    places = Places(options.data)
    stand_by = StandBy(options.stand_by)
    handed: list[socket.socket] = []

    def get_ready(settings: WebSettings) -> None:
        with Store.open(places, None):
            handed.extend(filter(None, [handed_over(places, settings)]))

    def work() -> None:
        settings = load_settings(WebSettings, options.settings)
        stand_by.wait(lambda: get_ready(settings))
        asyncio.run(run(places, settings, handed[0] if handed else None, stand_by.on_air))

    return guarded("web", places, work)


if __name__ == "__main__":
    raise SystemExit(main())
