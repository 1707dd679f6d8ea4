"""When a ballot closes and a track may be left: arithmetic in frames."""

from msgspec import Struct

from planner.directing.entry import Entry


class Timing(Struct, frozen=True, kw_only=True):
    """In frames: ``lead`` between the close of the ballot and the earliest seam (planning, rendering, and the settled
    stretch before the horizon), ``ballot`` for voting at least, ``tail`` that must be left of a track for a seam.
    ``share``: how much of a track is heard before it may be left, 0..1."""

    lead: int
    ballot: int
    tail: int
    share: float


class Schedule(Struct, frozen=True):
    """``closes``: programme frame at which the ballot closes. ``earliest``: PCM frame of the track on air from which
    on it may be left."""

    closes: int
    earliest: int


def schedule(entry: Entry, now: int, timing: Timing) -> Schedule:
    """For the track that plays as ``entry`` at programme frame ``now``.

    The track is heard for its share; the ballot gets its time if the rest of the track allows, and less if not.
    """
    last = entry.source_at(entry.end) - timing.tail
    wanted = max(round(entry.source_at(entry.end) * timing.share), entry.source)
    closes = max(entry.heard_at(wanted) - timing.lead, now + timing.ballot)
    closes = max(min(closes, entry.heard_at(last) - timing.lead), now)
    return Schedule(closes, max(min(entry.source_at(closes + timing.lead), last), entry.source))
