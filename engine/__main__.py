"""``python -m engine --data DIR [--settings FILE.json] [--take-over] [--stand-by FD]``: one station's engine."""

import asyncio
import contextlib
import time

from engine.client import ask
from engine.errors import EversetError, StationBusy
from engine.lease import Lease
from engine.places import Places
from engine.process import arguments, guarded
from engine.rehearsal import rehearse
from engine.service import EngineService
from engine.settings import EngineSettings, load_settings
from engine.stand_by import StandBy

TAKE_OVER_SECONDS = 5.0  # the outputs' distance: longer than that would be heard
AHEAD_SECONDS = 2.0  # of sound that the one who leaves renders first; it is settled anyway, and is needed soon
LOOK_SECONDS = 0.002  # between two looks at the lease


def main() -> int:
    """Play; the exit code."""
    parser = arguments("engine", "Plays a station's programme for ever.")
    parser.add_argument("--take-over", action="store_true", help="have the engine that runs leave, and go on for it")
    options = parser.parse_args()
    places = Places(options.data)
    stand_by = StandBy(options.stand_by)

    def work() -> None:
        settings = load_settings(EngineSettings, options.settings)
        stand_by.wait(lambda: rehearse(places, settings))
        asked = time.monotonic()
        with take_over(places) if options.take_over or stand_by.asked else Lease.take(places.lock):
            asyncio.run(serve(places, settings, stand_by, asked))

    return guarded("engine", places, work)


async def serve(places: Places, settings: EngineSettings, stand_by: StandBy, asked: float) -> None:
    """One engine, to its end. ``asked``: when the one before was asked to leave, CLOCK_MONOTONIC in seconds."""
    service = EngineService(places, settings)

    def on_air() -> None:
        took = time.monotonic() - asked
        stand_by.on_air(head=service.head, how=service.how, still_ms=1000 * took, in_hand_ms=1000 * service.in_hand)

    await service.run(on_air)


def take_over(places: Places) -> Lease:
    """The lease, as soon as the engine that holds it has left. Raises StationBusy when it does not."""
    with contextlib.suppress(EversetError):
        ask(places.socket("engine"), "retire", ahead_seconds=AHEAD_SECONDS)
    deadline = time.monotonic() + TAKE_OVER_SECONDS
    while True:
        try:
            return Lease.take(places.lock)
        except StationBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
