"""SIGKILL: a process is gone from one instruction to the next."""

import os
import signal

from numpy.random import Generator

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.faults.fault import Untried


class Kill:
    """Kills the process ``name``."""

    def __init__(self, name: str) -> None:
        self._name = name

    def strike(self, booth: Booth, random: Generator) -> str:
        pid = living(booth, self._name)
        os.kill(pid, signal.SIGKILL)
        return f"SIGKILL {self._name} ({pid})"


def living(booth: Booth, name: str) -> int:
    """The pid of the process ``name``. Raises Untried when it is away anyway."""
    pid = booth.station.pid(name)
    if pid is None:
        raise Untried(f"{name} is not running")
    return pid
