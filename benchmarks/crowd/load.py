"""The crowd's other end: what a server costs while it listens."""

import json
import subprocess
import sys
import time

import psutil
from msgspec import Struct

KBPS = 128
WAIT = 2.5  # seconds that a player bridges: less than the burst that it got at first, from either server


class Heard(Struct, frozen=True):
    """``cores``: of a core, that the server took; ``starved``: whether anyone got less than the stream's rate, or
    waited longer than a player bridges; ``held``: connections at the end."""

    cores: float
    held: int
    starved: bool
    longest_wait: float


def heard(pid: int, port: int, path: str, count: int, seconds: float) -> Heard:
    """The server of process ``pid`` with ``count`` listeners, over ``seconds``. Raises RuntimeError when not all of
    them hear anything at first."""
    if not count:
        return Heard(_cores(pid, seconds), 0, False, 0.0)
    command = [sys.executable, "-m", "benchmarks.crowd", str(port), path, str(count), str(seconds + 1)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as crowd:
        assert crowd.stdin is not None
        assert crowd.stdout is not None
        if (gathered := json.loads(crowd.stdout.readline()))["connected"] < count:
            raise RuntimeError(f"only {gathered['connected']} of {count} listeners of {path} heard something")
        time.sleep(3)  # the bursts are over
        crowd.stdin.write("listen\n")
        crowd.stdin.flush()
        cores = _cores(pid, seconds)
        found = json.loads(crowd.stdout.readline())
    enough = KBPS * 125 * (seconds + 1 - WAIT)
    starved = found["held"] < count or found["least"] < enough or found["longest_wait"] > WAIT
    return Heard(cores, found["held"], starved, found["longest_wait"])


def _cores(pid: int, seconds: float) -> float:
    process = psutil.Process(pid)
    before, began = sum(process.cpu_times()[:2]), time.monotonic()
    time.sleep(seconds)
    return float((sum(process.cpu_times()[:2]) - before) / (time.monotonic() - began))
