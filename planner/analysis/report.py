"""The contract's shape of an analysis: one object a file in ``analyse --json``."""

from pathlib import Path
from typing import Any

import msgspec

from engine.errors import SetAside
from planner.catalogue.analysis import Analysis
from planner.catalogue.track import Tags
from planner.library.tags import printable


def to_report(path: Path, tags: Tags, analysis: Analysis) -> dict[str, Any]:
    """A dict of JSON values; the path is absolute and printable."""
    heard = msgspec.to_builtins(analysis)
    heard.pop("waveform")  # for pictures, not part of the contract
    heard.pop("waveform_rate")
    heard.pop("ear")
    return {"path": _absolute(path), **msgspec.to_builtins(tags), **heard}


def error_report(path: Path, error: SetAside) -> dict[str, Any]:
    """The object of a file that was set aside."""
    return {"path": _absolute(path), "error": {"code": error.code, "message": error.message}}


def _absolute(path: Path) -> str:
    return printable(str(path.absolute()), longest=None)
