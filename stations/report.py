"""The report of a rendered set: the contract's ``render --report``."""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from engine.programme.programme import Mark
from planner.catalogue.track import Track
from planner.directing.hand_over import HandOver
from planner.transitions.report import to_report


class Opening(Struct, frozen=True):
    """The set's first track, from programme frame ``at``."""

    track: Track
    at: int


def set_report(
    opening: Opening, hand_overs: Iterable[HandOver], frames: int, sample_rate: int, seed: int
) -> dict[str, Any]:
    """Items cover the set without a gap: the ident before the first track, each track's own stretch, and the
    transitions between, in programme frames."""
    heard = [one for one in hand_overs if one.at < frames]
    return {
        "sample_rate": sample_rate,
        "frames": frames,
        "seed": seed,
        "items": items(opening, heard, frames),
        "transitions": [to_report(one.transition, one.leaving_track, one.track, one.at) for one in heard],
    }


def items(opening: Opening, heard: list[HandOver], frames: int) -> list[dict[str, Any]]:
    """The set's items in order."""
    found: list[dict[str, Any]] = []
    if opening.at:
        found.append({"kind": "ident", "at": 0, "length": opening.at, "track": None, "source_start": 0})
    at, source, track = opening.at, 0, opening.track
    for one in heard:
        found.append(item("track", at, min(one.at, frames), track, source))
        end = one.at + one.transition.length
        found.append(item("transition", one.at, min(end, frames), one.track, round(one.transition.map_to[0][1])))
        at, source, track = end, round(one.transition.map_to[-1][1]), one.track
    found.append(item("track", at, frames, track, source))
    return [one for one in found if one["length"] > 0]


def item(kind: str, at: int, end: int, track: Track, source: int) -> dict[str, Any]:
    """One item; ``source_start`` counts at the file's own rate."""
    return {"kind": kind, "at": at, "length": end - at, "track": track.path, "source_start": source}


def cue_sheet(marks: Iterable[Mark], file: str, sample_rate: int) -> str:
    """A cue sheet of the tracks, each from where its title changes; 75 frames a second, as on a CD."""
    lines = [f'FILE "{file}" WAVE']
    for number, mark in enumerate((mark for mark in marks if mark.kind == "track"), 1):
        sectors = mark.at * 75 // sample_rate
        lines += [
            f"  TRACK {number:02d} AUDIO",
            f'    TITLE "{quoted(mark.title)}"',
            f'    PERFORMER "{quoted(mark.artist)}"',
            f"    INDEX 01 {sectors // 4500:02d}:{sectors // 75 % 60:02d}:{sectors % 75:02d}",
        ]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """``text`` as it may stand between quotation marks."""
    return text.replace('"', "'")
