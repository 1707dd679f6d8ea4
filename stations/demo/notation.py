"""How patterns are written down: steps for drums, tokens for lines and for what is sung.

Steps: one character a sixteenth, ``.`` rests, ``1``–``9`` is the force, ``x`` = 7, ``X`` = 9; blanks are for the eye.
Lines: ``degree:length`` in sixteenths, ``r`` rests, ``#``/``b`` raise or lower, ``!`` accents, ``/syllable`` is sung.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from engine.errors import UsageError

_TOKEN = re.compile(r"(r|-?\d+)([#b]?)(?::([\d.]+))?(!?)(?:/([a-z]+))?")


@dataclass(frozen=True)
class Note:
    """``step`` and ``length`` in sixteenths from the pattern's start; ``force`` 0..1."""

    step: float
    length: float
    degree: int
    raised: int
    force: float
    syllable: str


@lru_cache(maxsize=512)
def steps(text: str) -> tuple[tuple[int, float], ...]:
    """The hits of a step pattern as (step, force 0..1)."""
    hits = []
    for step, mark in enumerate(text.replace(" ", "").replace("|", "")):
        if mark != ".":
            hits.append((step, {"x": 7, "X": 9}.get(mark) or int(mark)))
    return tuple((step, force / 9.0) for step, force in hits)


def steps_long(text: str) -> int:
    """The length of a step pattern in sixteenths."""
    return len(text.replace(" ", "").replace("|", ""))


@lru_cache(maxsize=512)
def line(text: str) -> tuple[tuple[Note, ...], float]:
    """The notes of a line and its length in sixteenths. Raises UsageError on a token that can't be read."""
    notes, at = [], 0.0
    for token in text.replace("|", " ").split():
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise UsageError(f"can't read {token!r} in a line; write degree:length, r:length or degree:length/syllable")
        length = float(match[3] or 1)
        if match[1] != "r":
            raised = {"#": 1, "b": -1, "": 0}[match[2]]
            notes.append(Note(at, length, int(match[1]), raised, 1.0 if match[4] else 0.72, match[5] or ""))
        at += length
    return tuple(notes), at
