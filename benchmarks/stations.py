"""How many stations one core carries in real time without a late block, against Liquidsoap streams that do the same.

Everset: one engine and one outputs process for all stations; Liquidsoap: one process with a crossfaded playlist a
stream. All are bound to the same core, one after the other; all play PCM from disk (decoding is benchmarks.engine's),
cross from piece to piece and encode MP3 at 128 kbit/s by LAME, each with its own quality as it ships, for nobody. More
are tried until a block is late, or the core has no room left.
"""

import os
import time
from collections.abc import Callable
from pathlib import Path

import psutil
from msgspec import Struct

from benchmarks.choir import Choir
from benchmarks.liquid_choir import LiquidChoir
from benchmarks.row import Row, against
from planner.library.prepare import prepare_pcm

RATE = 44_100
STEPS = (8, 16, 24, 32, 48, 64, 96, 112, 128, 144, 160, 192)
SETTLE_SECONDS, WINDOW_SECONDS = 8.0, 12.0
FULL = 0.92  # of the core: what is left is for interrupts and for who measures


class Tried(Struct, frozen=True):
    """``cpu``: share of the core. ``late``: blocks, or how often a stream had to catch up, in the window."""

    streams: int
    cpu: float
    late: int

    @property
    def carried(self) -> bool:
        return self.late == 0 and self.cpu < FULL


def rows(folder: Path) -> list[Row]:
    """Streams carried, and what each costs."""
    core = max(os.sched_getaffinity(0))
    pieces = sorted(folder.glob("*.flac"))
    for piece in pieces:
        prepare_pcm(piece, piece.with_suffix(".f32"), RATE)
    pcm = [piece.with_suffix(".f32") for piece in pieces]
    most = {
        "everset": climbed(lambda count: Choir(folder / f"everset-{count}", pcm, count, core)),
        "liquidsoap": climbed(lambda count: LiquidChoir(folder / f"liquidsoap-{count}", pieces, count, core)),
    }
    share = {who: 100 * one.cpu / max(one.streams, 1) for who, one in most.items()}
    return [
        *against("streams on one core, none late", "streams", {who: one.streams for who, one in most.items()}, PEER),
        *against("cost of a stream at that number", "% of a core", share, PEER),
    ]


PEER = "liquidsoap"


def climbed(start: Callable[[int], Choir | LiquidChoir]) -> Tried:
    """The most that were carried; none where the first step was too much."""
    best = Tried(0, 0.0, 0)
    for count in STEPS:
        tried = measured(start, count)
        print(f"{tried.streams} streams: {100 * tried.cpu:.0f} % of the core, {tried.late} late", flush=True)
        if not tried.carried:
            break
        best = tried
    return best


def measured(start: Callable[[int], Choir | LiquidChoir], count: int) -> Tried:
    """One number of streams, for the window."""
    with start(count) as choir:
        time.sleep(SETTLE_SECONDS)
        late, cpu, began = choir.late(), spent(choir.pids), time.monotonic()
        time.sleep(WINDOW_SECONDS)
        return Tried(count, (spent(choir.pids) - cpu) / (time.monotonic() - began), choir.late() - late)


def spent(pids: list[int]) -> float:
    """CPU seconds of these processes so far."""
    times = [psutil.Process(pid).cpu_times() for pid in pids]
    return sum(one.user + one.system for one in times)
