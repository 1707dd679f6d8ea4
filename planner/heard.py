"""From the engine's records to what was on air: what a listener heard, for how long, how it came in."""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from engine.journal.aired import Record

SOUNDS = ("track", "ident")  # the kinds of record from which on something else is on air


class Fact(Record, frozen=True, kw_only=True, omit_defaults=True):
    """One of the engine's records, with the ``recipe`` of a transition where it tells one."""

    recipe: str = ""


class Aired(Struct, frozen=True, kw_only=True):
    """A track or the ident on air from frame ``at`` of the station's clock, the centre of the seam it came
    in by.

    ``length``: frames until something else was on air; for the last one what was planned. ``wall``: seconds
    since 1970 at ``at``. ``recipe``: the transition it came in by, if any. ``rung``: where the ladder had
    to step in meanwhile, with commas where several times.
    """

    seq: int
    at: int
    wall: float
    length: int
    kind: Literal["track", "ident"]
    track: str
    title: str
    artist: str
    recipe: str = ""
    rung: str = ""


def heard(facts: Iterable[Fact]) -> list[Aired]:
    """What was on air, by frame."""
    found: list[Aired] = []
    seam: Fact | None = None
    for fact in sorted(facts, key=lambda fact: (fact.frame, fact.seq)):
        if fact.kind == "transition":
            seam = fact
        elif fact.kind in SOUNDS:
            _end(found, fact.frame)
            found.append(_starting(fact, seam))
            seam = None
        elif fact.kind == "ladder" and found:
            found[-1] = replace(found[-1], rung=",".join(filter(None, (found[-1].rung, fact.rung))))
    return found


def _end(found: list[Aired], frame: int) -> None:
    """The last of ``found`` ends at ``frame``; where another began at the same frame it never was on air."""
    if found:
        last = found.pop()
        if frame > last.at:
            found.append(replace(last, length=frame - last.at))


def _starting(start: Fact, seam: Fact | None) -> Aired:
    return Aired(
        seq=start.seq,
        at=start.frame,
        wall=start.time,
        length=start.length,
        kind="track" if start.kind == "track" else "ident",
        track=start.track,
        title=start.title,
        artist=start.artist,
        recipe=seam.recipe if seam is not None and seam.track == start.track else "",
    )
