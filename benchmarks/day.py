"""A day of a station on tracks that it knows, offline: every sample of it, by the code that plays live.

Real music (made by the demo's synthesiser), listened to by the librarian; the live director, real plans, seams
stretched and measured by real jobs the first time and from the station's cache from then on, as where tracks come
round; the engine's mixer with limiter at 44.1 kHz, its journal, ladder and records.
"""

import asyncio
from pathlib import Path

from benchmarks.row import Row
from benchmarks.soak.air import Pace, SoakAir
from benchmarks.soak.findings import findings
from benchmarks.soak.run import Plan, Soak
from engine.places import Places
from planner.jobs import Pool
from planner.library.librarian import Librarian
from planner.settings import PlannerSettings
from planner.store import Store

MINUTES = 24 * 60.0
RATE = 44_100
BLOCK_SECONDS = 0.2  # twice the engine's beat
START = 1_780_000_000.0  # Unix time of frame 0: any moment does, this is a Thursday in May 2026
SAMPLES = 96  # looks at memory and disk
WORKERS = 2


def rows(folder: Path, minutes: float = MINUTES) -> list[Row]:
    """Play ``minutes`` of the pieces in ``folder``."""
    places = Places(folder / "station").make()
    seconds = minutes * 60.0
    air = SoakAir(
        places, Pace(sample_rate=RATE, length=round(seconds * RATE), block_seconds=BLOCK_SECONDS, start=START)
    )
    settings = PlannerSettings(artist_minutes=0, title_minutes=0, music=(folder,))  # a handful of pieces all day
    pool = Pool(WORKERS)
    try:
        with (
            Store.open(places, "planner", clock=air.wall) as store,
            Store.open(places, "web", clock=air.wall) as web,
        ):
            listening = Librarian([folder], store.catalogue, pool, settings.max_hours * 3_600)
            asyncio.run(listening.look())
            soak = Soak(
                air, places, (store, web), pool, Plan(settings=settings, sample_seconds=seconds / SAMPLES, votes=False)
            )
            soak.run()
            return findings(soak)
    finally:
        pool.close()
