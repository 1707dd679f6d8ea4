"""A program run to its end: what it cost."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

import psutil
from msgspec import Struct

from benchmarks.price.memory import pss_bytes

LOOK = 0.1  # seconds between two looks at its memory
PATIENCE = 900.0  # seconds


class Spent(Struct, frozen=True):
    """CPU seconds of it and of every child that it waited for; ``memory``: peak PSS in bytes as sampled."""

    cpu: float
    memory: int


def spend(argv: Sequence[str | Path], folder: Path, env: dict[str, str] | None = None) -> Spent:
    """Run ``argv`` in ``folder``. Raises RuntimeError with its last words when it fails or takes too long."""
    log = folder / "command.log"
    with log.open("wb") as words:
        running = subprocess.Popen(argv, cwd=folder, stdout=words, stderr=words, env={**os.environ, **(env or {})})
    until, memory = time.monotonic() + PATIENCE, 0
    while True:
        pid, status, used = os.wait4(running.pid, os.WNOHANG)
        if pid:
            break
        if time.monotonic() > until:
            running.kill()
        memory = max(memory, pss_bytes(_family(running.pid)))
        time.sleep(LOOK)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        words_said = log.read_text(errors="replace")[-500:]
        raise RuntimeError(f"{argv[0]} ended with {running.returncode}: {words_said}")
    return Spent(used.ru_utime + used.ru_stime, memory)


def _family(pid: int) -> list[int]:
    try:
        return [pid, *(child.pid for child in psutil.Process(pid).children(recursive=True))]
    except psutil.Error:
        return []
