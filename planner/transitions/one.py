"""One transition from plan to measured sound, for the command line."""

from pathlib import Path
from typing import Any

from msgspec import Struct

from planner.catalogue.track import Track
from planner.stems.splitting import Splitting
from planner.transitions.audition import Audition, audition
from planner.transitions.lay import body_from
from planner.transitions.made_ready import Rendering, made_ready
from planner.transitions.measure.alone import around
from planner.transitions.pcm import Pcm
from planner.transitions.plan import plan
from planner.transitions.report import to_report
from planner.transitions.transition import Transition


class One(Struct, frozen=True):
    """``mix``, ``bus_a``, ``bus_b``: (frames, 2) float32, from some seconds before the seam to some behind it.
    ``report``: the contract's ``transition --report``."""

    transition: Transition
    mix: Pcm
    bus_a: Pcm
    bus_b: Pcm
    report: dict[str, Any]


def make_transition(  # noqa: PLR0913 -- both tracks and where their sound lies, each by its name
    a: Track,
    b: Track,
    pcm_a: Path,
    pcm_b: Path,
    folder: Path,
    *,
    sample_rate: int,
    target_lufs: float,
    recipe: str | None = None,
    splitting: Splitting | None = None,
) -> One:
    """The best transition from ``a`` into ``b``, or the best by ``recipe``, rendered into ``folder`` and measured.

    ``splitting``: what splits them into stems. Raises TransitionError or StorageError.
    """
    stems = splitting is not None
    t = plan(a, b, sample_rate=sample_rate, target_lufs=target_lufs, recipe=recipe, stems=stems)
    job = Rendering(
        transition=t,
        leaving=a,
        entering=b,
        pcm_from=str(pcm_a),
        pcm_to=str(pcm_b),
        folder=str(folder),
        splitting=splitting,
    )
    prepared, t = made_ready(job)
    heard = audition(t, pcm_a, pcm_b, prepared, around(t))
    return One(t, heard.mix, heard.bus_a, heard.bus_b, _report(t, a, b, heard))


def _report(t: Transition, a: Track, b: Track, heard: Audition) -> dict[str, Any]:
    frames, behind = len(heard.mix), heard.lead + t.length
    items = [
        _item("track", 0, heard.lead, a, _source(t, a, t.map_from[0][1] - heard.lead)),
        _item("transition", heard.lead, t.length, b, _source(t, b, t.map_to[0][1])),
        _item("track", behind, frames - behind, b, _source(t, b, body_from(t))),
    ]
    return {
        "sample_rate": t.sample_rate,
        "frames": frames,
        "seed": 0,
        "items": [item for item in items if item["length"] > 0],
        "transitions": [to_report(t, a, b, heard.lead)],
    }


def _source(t: Transition, track: Track, frame: float) -> int:
    """A PCM frame at the file's own rate."""
    return round(frame * track.analysis.sample_rate / t.sample_rate)


def _item(kind: str, at: int, length: int, track: Track, source_start: int) -> dict[str, Any]:
    return {"kind": kind, "at": at, "length": length, "track": track.path, "source_start": source_start}
