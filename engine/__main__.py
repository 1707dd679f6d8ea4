"""``python -m engine --data DIR [--settings FILE.json] [--take-over]``: one station's engine."""

import asyncio
import contextlib
import time

from engine.client import ask
from engine.errors import StationBusy, Unreachable
from engine.lease import Lease
from engine.places import Places
from engine.process import arguments, guarded
from engine.service import EngineService
from engine.settings import EngineSettings, load_settings

TAKE_OVER_SECONDS = 5.0  # the outputs' distance: longer than that would be heard


def main() -> int:
    """Play; the exit code."""
    parser = arguments("engine", "Plays a station's programme for ever.")
    parser.add_argument("--take-over", action="store_true", help="have the engine that runs leave, and go on for it")
    options = parser.parse_args()
    places = Places(options.data)

    def work() -> None:
        settings = load_settings(EngineSettings, options.settings)
        with take_over(places) if options.take_over else Lease.take(places.lock):
            asyncio.run(serve(places, settings))

    return guarded("engine", places, work)


async def serve(places: Places, settings: EngineSettings) -> None:
    """One engine, to its end."""
    await EngineService(places, settings).run()


def take_over(places: Places) -> Lease:
    """The lease, as soon as the engine that holds it has left. Raises StationBusy when it does not."""
    with contextlib.suppress(Unreachable):
        ask(places.socket("engine"), "retire")
    deadline = time.monotonic() + TAKE_OVER_SECONDS
    while True:
        try:
            return Lease.take(places.lock)
        except StationBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


if __name__ == "__main__":
    raise SystemExit(main())
