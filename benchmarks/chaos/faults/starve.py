"""Busy loops on every core, for seconds."""

import os
import subprocess
import sys
import time

from numpy.random import Generator

from benchmarks.chaos.booth import Booth

LONGEST, SHORTEST = 4.0, 1.0
PER_CORE = 2


class Starve:
    """Twice as many busy loops as there are cores, at the priority of everybody else."""

    def strike(self, booth: Booth, random: Generator) -> str:
        seconds, count = random.uniform(SHORTEST, LONGEST), PER_CORE * (os.cpu_count() or 1)
        busy = [subprocess.Popen([sys.executable, "-S", "-c", "while True: pass"]) for _ in range(count)]
        try:
            time.sleep(seconds)
        finally:
            for one in busy:
                one.kill()
            for one in busy:
                one.wait()
        return f"{count} busy loops for {seconds:.2f} s"
