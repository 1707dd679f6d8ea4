"""The wall clock is set, an hour forth or back, as when summer ends or a time server is wrong."""

import time

from numpy.random import Generator

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.processes import PROCESSES

HOUR = 3600
FURTHEST = 2 * HOUR  # from the truth, so that a run does not wander off
WATCHED_SECONDS = 1.0


class Step:
    """Steps it in all processes or in one."""

    def __init__(self, *, everywhere: bool) -> None:
        self._everywhere = everywhere

    def strike(self, booth: Booth, random: Generator) -> str:
        names = PROCESSES if self._everywhere else (str(random.choice(PROCESSES)),)
        seconds = int(random.choice([-HOUR, HOUR]))
        if any(abs(booth.clocks.offset(name) + seconds) > FURTHEST for name in names):
            seconds = -seconds
        for name in names:
            booth.clocks.step(name, seconds)
        time.sleep(WATCHED_SECONDS)
        return f"wall clock of {', '.join(names)} stepped by {seconds:+} s"
