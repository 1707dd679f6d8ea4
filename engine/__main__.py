"""``python -m engine --data DIR [--settings FILE.json] [--take-over] [--stand-by FD]``: the engine of one station, or
of several, each with its own ``--data`` and ``--settings``."""

import asyncio
import time
from typing import Any

from engine.client import ask
from engine.company import Service, company
from engine.errors import EversetError, StationBusy
from engine.lease import Lease
from engine.mixing.rehearsal import rehearse
from engine.model import load_settings
from engine.places import Places
from engine.process import arguments, carried, guarded, leave
from engine.ring.opening import Told
from engine.service import EngineService
from engine.settings import EngineSettings
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
    stations = carried(options)
    stand_by = StandBy(options.stand_by, len(stations))

    def work() -> None:
        known = {one.name: (one.places, load_settings(EngineSettings, one.settings)) for one in stations}
        stand_by.wait(lambda: all_of(known))
        take_over = options.take_over or stand_by.asked
        asyncio.run(company({name: player(*one, stand_by, take_over) for name, one in known.items()}))

    return guarded("engine", stations, work)


def all_of(known: dict[str, tuple[Places, EngineSettings]]) -> None:
    """Rehearse with every station."""
    for places, settings in known.values():
        rehearse(places, settings)


def player(places: Places, settings: EngineSettings, stand_by: StandBy, take_over: bool) -> Service:
    """The engine of one station, as a service."""

    turns = iter([take_over])  # who is started again takes the station from nobody

    async def play(stop: asyncio.Event) -> None:
        asked, takes = time.monotonic(), next(turns, False)
        told = await asyncio.to_thread(retire, places) if takes else None
        with await asyncio.to_thread(lease, places, TAKE_OVER_SECONDS if takes else 0.0):
            service = EngineService(places, settings, told, stop)
            await service.run(lambda: stand_by.on_air(**facts(service, asked)))

    return play


def facts(service: EngineService, asked: float) -> dict[str, Any]:
    """How it went on; ``asked``: when the one before was asked to leave, CLOCK_MONOTONIC in seconds."""
    still, in_hand = 1000 * (time.monotonic() - asked), 1000 * service.in_hand
    return {"head": service.head, "how": service.how, "still_ms": still, "in_hand_ms": in_hand}


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
    leave(main())
