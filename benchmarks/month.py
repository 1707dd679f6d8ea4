"""A month of a station at a sample rate at which nobody listens: everything but the sound is real.

Catalogue, decisions, plans, ballots and their votes, matches and breeding, the journal with its compaction, the record
of what was aired with its rotation, the playlog, the caches and their limits, retention: the code that runs a station,
in its own folder, on a clock that is the engine's head. PCM and seams come as from a cache (noise, and what the time
map makes of it). What is kept is scaled down, so that every bound is met within the first days and the rest of the
month shows whether it holds.
"""

from pathlib import Path

from benchmarks.row import Row
from benchmarks.soak.air import Pace, SoakAir
from benchmarks.soak.cached_jobs import CachedJobs
from benchmarks.soak.findings import findings
from benchmarks.soak.records import Collection
from benchmarks.soak.run import Plan, Soak
from benchmarks.soak.stalls import Stalls
from engine.places import Places
from planner.keep import Keep
from planner.settings import PlannerSettings
from planner.store import Store

MINUTES = 30 * 24 * 60.0
RATE = 400
TRACKS = 300
BLOCK_SECONDS = 10.0
START = 1_780_000_000.0  # Unix time of frame 0: any moment does, this is a Thursday in May 2026
SAMPLES = 240  # looks at memory and disk
KEEP = Keep(playlog_days=5, votes_days=5, ballots=2_000, decisions=8_000, matches=1_000)


def rows(folder: Path, minutes: float = MINUTES, stalls: Stalls | None = None) -> list[Row]:
    """Play ``minutes`` of it; ``stalls`` make what is late."""
    places = Places(folder / "station").make()
    seconds = minutes * 60.0
    pace = Pace(sample_rate=RATE, length=round(seconds * RATE), block_seconds=BLOCK_SECONDS, start=START)
    settings = PlannerSettings(pcm_cache_gb=0.1, seam_cache_gb=0.1, keep_matches=KEEP.matches)
    air = SoakAir(places, pace, stalls)
    with (
        Store.open(places, "planner", clock=air.wall, keep=KEEP) as store,
        Store.open(places, "web", clock=air.wall, keep=KEEP) as web,
    ):
        jobs = CachedJobs(Collection(store.catalogue, folder / "music", TRACKS).fill())
        plan = Plan(settings=settings, sample_seconds=seconds / SAMPLES, listens=False)
        soak = Soak(air, places, (store, web), jobs, plan)
        soak.run()
        return findings(soak)
