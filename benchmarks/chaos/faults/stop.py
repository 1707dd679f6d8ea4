"""SIGSTOP: a process that is there, holds all it holds, and does nothing for seconds."""

import os
import signal
import time

from numpy.random import Generator

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.faults.kill import living
from benchmarks.chaos.station import quietly

#: At most, in seconds. The engine: less than the outputs' distance. The outputs: less than a player's buffer, for
#: nothing else can bridge them.
LONGEST = {"engine": 4.0, "outputs": 2.0}
OTHERS = 3.0
SHORTEST = 0.3


class Stop:
    """Stops the process ``name`` for a while."""

    def __init__(self, name: str) -> None:
        self._name = name

    def strike(self, booth: Booth, random: Generator) -> str:
        pid, seconds = living(booth, self._name), random.uniform(SHORTEST, LONGEST.get(self._name, OTHERS))
        os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        quietly(lambda: os.kill(pid, signal.SIGCONT))
        return f"SIGSTOP {self._name} for {seconds:.2f} s"
