"""Looks at a station now and then: what has gone out, what was decoded, how much memory its processes hold."""

import time
from collections.abc import Callable

from benchmarks.price.family import Family
from benchmarks.price.memory import pss_bytes
from benchmarks.price.station import Station
from engine.units import FRAME_BYTES

LOOK = 10.0  # seconds between two looks; one costs the engine about 0.3 ms
PATIENCE = 600.0  # seconds that anything is waited for


class Eye:
    """``seams``: transitions that have begun. ``decoded``: seconds of music prepared. ``memory``: peak PSS, bytes."""

    def __init__(self, station: Station) -> None:
        self.seams = self.late_blocks = self.memory = 0
        self.decoded = 0.0
        self._station = station
        self._family = Family(station.pids())
        self._files: set[tuple[str, int]] = set()

    def cpu(self) -> dict[str, float]:
        """CPU seconds by process so far. Raises psutil.NoSuchProcess when one of the station's has died."""
        return self._family.cpu()

    def until(self, condition: Callable[[], bool]) -> None:
        """Look until ``condition`` holds. Raises RuntimeError when it takes too long."""
        deadline = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > deadline:
                raise RuntimeError(f"nothing came for {PATIENCE:.0f} s: see the log of {self._station.places.data}")
            time.sleep(LOOK)
            self.look()

    def seam_passes(self) -> Callable[[], bool]:
        """Whether another seam has begun since now."""
        before = self.seams
        return lambda: self.seams > before

    def look(self) -> None:
        """Take in what is there now."""
        status = self._station.status()
        self.late_blocks = status["late_blocks"]
        self.seams = len(self._station.seams_passed())
        self.memory = max(self.memory, pss_bytes(self._family.pids))
        self._family.cpu()  # so that a worker that dies is remembered
        for file in self._station.places.pcm.glob("*.f32"):
            found = file.stat()
            if (file.name, found.st_ino) not in self._files:
                self._files.add((file.name, found.st_ino))
                self.decoded += found.st_size / FRAME_BYTES / status["sample_rate"]
