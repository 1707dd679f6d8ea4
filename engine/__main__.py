"""``python -m engine --data DIR [--settings FILE.json] [--take-over] [--stand-by FD]``: one station's engine."""

import asyncio
import time

from engine.client import ask
from engine.errors import EversetError, StationBusy
from engine.lease import Lease
from engine.opening import Told
from engine.places import Places
from engine.process import arguments, guarded
from engine.rehearsal import rehearse
from engine.service import EngineService
from engine.settings import EngineSettings, load_settings
from engine.stand_by import StandBy
from ext.clock import SECOND

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
        told = retire(places) if options.take_over or stand_by.asked else None
        with lease(places, TAKE_OVER_SECONDS if options.take_over or stand_by.asked else 0.0):
            asyncio.run(serve(EngineService(places, settings, told), stand_by, asked))

    return guarded("engine", places, work)


async def serve(service: EngineService, stand_by: StandBy, asked: float) -> None:
    """One engine, to its end. ``asked``: when the one before was asked to leave, CLOCK_MONOTONIC in seconds."""

    def on_air() -> None:
        took = time.monotonic() - asked
        stand_by.on_air(head=service.head, how=service.how, still_ms=1000 * took, in_hand_ms=1000 * service.in_hand)

    await service.run(on_air)


def retire(places: Places) -> Told | None:
    """Ask the engine on air to leave; where it was, None when there is none. One that does not say when its frame 0 was
    is taken to be at its clock."""
    try:
        known = ask(places.socket("engine"), "status")
        now = time.monotonic_ns()
        known |= ask(places.socket("engine"), "retire", ahead_seconds=AHEAD_SECONDS)
    except EversetError:
        return None
    return Told(known["frame"], known.get("epoch", now - known["frame"] * SECOND // known["sample_rate"]))


def lease(places: Places, patience: float) -> Lease:
    """The lease, as soon as the engine that holds it has left. Raises StationBusy when it does not in ``patience``
    seconds."""
    deadline = time.monotonic() + patience
    while True:
        try:
            return Lease.take(places.lock)
        except StationBusy:
            if time.monotonic() > deadline:
                raise
            time.sleep(LOOK_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
