"""The report of a transition: the contract's object."""

from typing import Any

import msgspec

from planner.catalogue.track import Track
from planner.transitions.transition import TimeMap, Transition


def to_report(t: Transition, a: Track, b: Track, at: int) -> dict[str, Any]:
    """The transition from ``a`` into ``b`` that begins at programme frame ``at``, ready for JSON. Maps are
    ``[source frame at the file's own rate, programme frame]``."""
    return {
        "from": a.path,
        "to": b.path,
        "at": at,
        "length": t.length,
        "bars": t.bars,
        "recipe": t.recipe,
        "stems": t.stems,
        "map_from": source_map(t.map_from, t.sample_rate, a.analysis.sample_rate, at),
        "map_to": source_map(t.map_to, t.sample_rate, b.analysis.sample_rate, at),
        "pitch_from": t.pitch_from,
        "pitch_to": t.pitch_to,
        "why": list(t.why),
        "fallback": t.fallback,
        "measures": msgspec.to_builtins(t.measures),
        "score": t.score,
    }


def source_map(time_map: TimeMap, sample_rate: int, source_rate: int, at: int) -> list[list[int]]:
    """A map as the contract has it, of a seam that begins at programme frame ``at``."""
    return [[round(source * source_rate / sample_rate), at + frame] for frame, source in time_map]
