"""``python -m web --data DIR --settings FILE.json``: the station's web process. SIGTERM ends it."""

import asyncio
import signal

from aiohttp import web

from engine.errors import StationBusy
from engine.logs import logger
from engine.places import Places
from engine.process import arguments, guarded
from engine.settings import load_settings
from web.app import make_app
from web.settings import WebSettings

LEAVING = 0.5  # seconds that requests under way may take when the process is told to leave

log = logger(__name__)


async def serve(places: Places, settings: WebSettings, stop: asyncio.Event) -> None:
    """Serve until ``stop``. Raises StationBusy when the address is taken."""
    runner = web.AppRunner(make_app(places, settings), access_log=None, shutdown_timeout=LEAVING)
    await runner.setup()
    try:
        await listen(runner, settings)
        log.info("page and API", address=address(runner))
        await stop.wait()
    finally:
        await runner.cleanup()


async def listen(runner: web.AppRunner, settings: WebSettings) -> None:
    """Listen at the settings' address."""
    try:
        await web.TCPSite(runner, settings.bind, settings.port).start()
    except OSError as error:
        raise StationBusy(
            f"can't listen on {settings.bind}:{settings.port} ({error.strerror or error}): "
            "free the port, or give another with --port"
        ) from error


def address(runner: web.AppRunner) -> str:
    """Where the page is."""
    host, port = runner.addresses[0][:2]
    return f"http://{host}:{port}/"


async def run(places: Places, settings: WebSettings) -> None:
    """Serve until SIGTERM or SIGINT."""
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await serve(places, settings, stop)


def main() -> int:
    """Serve; the exit code."""
    options = arguments("web", "Serves a station's page, API and live events.").parse_args()
    places = Places(options.data)

    def work() -> None:
        asyncio.run(run(places, load_settings(WebSettings, options.settings)))

    return guarded("web", places, work)


if __name__ == "__main__":
    raise SystemExit(main())
