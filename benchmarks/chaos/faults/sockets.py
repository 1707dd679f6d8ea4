"""Sockets deleted, as a clean-up of the temporary folder does."""

from numpy.random import Generator

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.processes import PROCESSES


class Unlink:
    """Deletes one process's socket, or all of them."""

    def strike(self, booth: Booth, random: Generator) -> str:
        names = PROCESSES if random.random() < 0.5 else (str(random.choice(PROCESSES)),)
        for name in names:
            booth.station.places.socket(name).unlink(missing_ok=True)
        return f"sockets of {', '.join(names)} deleted"
