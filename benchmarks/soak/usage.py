"""What the process holds of memory, and the station's folder of disk, over time."""

import re
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from benchmarks.soak.heap import heap
from benchmarks.soak.slope import Slope, slope
from engine.places import Places

ROLLUP = Path("/proc/self/smaps_rollup")
WARM_UP = 0.25  # the share of samples before the slope is taken: caches fill, retention has not begun to bite
MEGABYTE = 1e6


class Sample(Struct, frozen=True):
    """At ``day`` of the soak; megabytes. ``uss``: the pages that are this process's alone. ``objects`` (thousands),
    ``malloc``: what of it is alive, see :class:`Heap`. ``disk``: by thing."""

    day: float
    rss: float
    uss: float
    objects: float
    malloc: float
    disk: dict[str, float]


class Usage:
    """Samples of this process and of the folder of ``places``."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.samples: list[Sample] = []

    def sample(self, day: float) -> Sample:
        """Look now."""
        held = memory()
        disk = {name: sum(sizes(path)) / MEGABYTE for name, path in things(self._places).items()}
        uss = held.get("Private_Clean", 0) + held.get("Private_Dirty", 0)
        taken = Sample(day, held.get("Rss", 0) / MEGABYTE, uss / MEGABYTE, *heap(), disk)
        self.samples.append(taken)
        return taken

    def settled(self) -> list[Sample]:
        """The samples behind the warm-up."""
        return self.samples[int(WARM_UP * len(self.samples)) :]

    def memory_slope(self, name: str) -> Slope:
        """Per day, of ``rss``, ``uss``, ``objects`` or ``malloc``, in its unit."""
        samples = self.settled()
        return slope([one.day for one in samples], [getattr(one, name) for one in samples])

    def disk_slope(self, name: str) -> Slope:
        """Megabytes a day of one thing in the folder."""
        samples = self.settled()
        return slope([one.day for one in samples], [one.disk[name] for one in samples])


def things(places: Places) -> dict[str, Path]:
    """What grows, by name; a database with its write-ahead log."""
    return {
        "planner.db": places.planner_db,
        "votes.db": places.votes_db,
        "journal": places.journal,
        "models": places.models,
        "pcm": places.pcm,
        "seams": places.seams,
    }


def sizes(path: Path) -> Iterator[int]:
    """Bytes of the files at ``path``: in the folder, or beginning with that name (``-wal``, ``-shm``). A link of a file
    that lies elsewhere in the station's folder counts once more."""
    found = path.rglob("*") if path.is_dir() else path.parent.glob(f"{path.name}*")
    for file in found:
        try:
            if file.is_file():
                yield file.stat().st_size
        except FileNotFoundError:  # a partial file that was renamed meanwhile
            continue


def memory() -> dict[str, int]:
    """The kernel's account of this process, bytes by field."""
    rows = re.findall(r"^(\w+):\s+(\d+) kB$", ROLLUP.read_text(), re.M) if ROLLUP.exists() else []
    return {name: 1024 * int(value) for name, value in rows}
