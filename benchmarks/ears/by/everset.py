"""Everset's own ear, all of it."""

from collections.abc import Callable
from pathlib import Path

import msgspec

from benchmarks.ears.score import Answer
from engine.errors import SetAside
from planner.analysis.listen import analyse_file

SCORED = ("bpm", "beats", "downbeats", "key", "vocals", "sections", "trusted")


def ear() -> Callable[[Path], Answer]:
    """Everything that ``everset analyse`` finds."""
    return _heard


def _heard(path: Path) -> Answer:
    try:
        analysis = msgspec.to_builtins(analyse_file(path))
    except SetAside:
        return {"bpm": 0.0, "beats": [], "downbeats": [], "key": None}
    return {name: analysis[name] for name in SCORED}
