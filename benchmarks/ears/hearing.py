"""What an ear heard in all pieces, and what it cost."""

import json
import subprocess
import sys
from pathlib import Path

from msgspec import Struct

from benchmarks.ears.score import Answer
from engine.errors import EversetError

LAST_WORDS = 300  # characters


class NotHeard(EversetError):
    """An ear that can't be asked; the message says why."""


class Hearing(Struct, frozen=True):
    """Answers in the files' order, CPU seconds of listening to all of them, ``peak`` bytes of memory."""

    answers: list[Answer]
    cpu: float
    peak: int


def hear(ear: str, files: list[Path]) -> Hearing:
    """Asks the ear in a process of its own. Raises NotHeard when it isn't installed, or fails."""
    argv = [sys.executable, "-m", "benchmarks.ears.worker", ear, *map(str, files)]
    done = subprocess.run(argv, capture_output=True, text=True, check=False)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or len(lines) != len(files) + 1:
        raise NotHeard(done.stderr.strip()[-LAST_WORDS:].rpartition("\n")[2] or f"exit code {done.returncode}")
    heard = lines[:-1]
    return Hearing([one["answer"] for one in heard], sum(one["cpu"] for one in heard), lines[-1]["peak"])
