"""The journal as a power cut leaves it: its last record torn at any byte."""

import os
import signal

from numpy.random import Generator

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.faults.kill import living


class Cut:
    """Cuts the journal in its last record and kills the engine before it can write another."""

    def strike(self, booth: Booth, random: Generator) -> str:
        pid = living(booth, "engine")
        os.kill(pid, signal.SIGSTOP)
        try:
            path = booth.station.places.journal / "programme.jsonl"
            content = path.read_bytes()
            begins = content.rfind(b"\n", 0, len(content) - 1) + 1
            where = int(random.integers(begins + 1, len(content)))
            os.truncate(path, where)
        finally:
            os.kill(pid, signal.SIGKILL)
        return f"journal cut at byte {where} of {len(content)}, its last record begins at {begins}; SIGKILL engine"
