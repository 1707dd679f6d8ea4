"""All that a fault may touch, and all that watches it."""

from msgspec import Struct

from benchmarks.chaos.listener import Listener
from benchmarks.chaos.station import Station
from benchmarks.chaos.tape import Tape
from benchmarks.chaos.wallclock import WallClocks
from benchmarks.chaos.witness import Witness


class Booth(Struct):
    """``own_disk``: the station's folder is a disk of its own. ``rows``: what the supervisor said of its processes, and
    when (CLOCK_MONOTONIC, ns). ``spoiled``: by path of prepared PCM, the numbers of the faults that struck
    it."""

    station: Station
    tape: Tape
    listener: Listener
    clocks: WallClocks
    witness: Witness
    own_disk: bool
    rows: list[tuple[int, list[dict[str, object]]]] = []
    spoiled: dict[str, list[int]] = {}
    number: int = 0
