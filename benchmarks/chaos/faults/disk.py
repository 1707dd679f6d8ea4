"""The disk of the station's folder is full, and after a while it is not."""

import time

from numpy.random import Generator

from benchmarks.chaos import disk
from benchmarks.chaos.booth import Booth
from benchmarks.chaos.faults.fault import Untried

LONGEST, SHORTEST = 4.0, 1.0


class Full:
    """Fills the small disk to the last byte for some seconds."""

    def strike(self, booth: Booth, random: Generator) -> str:
        if not booth.own_disk:
            raise Untried("this user may not mount a small disk")
        seconds = random.uniform(SHORTEST, LONGEST)
        ballast = disk.fill(booth.station.places.data)
        size = ballast.stat().st_size
        time.sleep(seconds)
        ballast.unlink()
        return f"disk full ({size / 1e6:.0f} MB) for {seconds:.2f} s"
