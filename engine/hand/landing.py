"""Where what a hand gives back lands: in no less than a bar, and where a phrase ends."""

from engine.hand.lengths import Lengths
from engine.programme.programme import Programme

PHRASE_BARS = 8  # the shortest phrase that a set is made of
BEATS = 4


def landing(programme: Programme, frame: int, lengths: Lengths) -> int:
    """The frame at which the automation has all of it again that is given back from ``frame`` on: where a phrase of
    what plays ends, or as many times eight bars before that as leaves a bar; behind the bar where no phrase is
    known."""
    length = bar(programme, frame, lengths)
    earliest = frame + length
    end = min((phrase for phrase in programme.phrases if phrase >= earliest), default=earliest)
    return end - (end - earliest) // (PHRASE_BARS * length) * PHRASE_BARS * length


def bar(programme: Programme, frame: int, lengths: Lengths) -> int:
    """How long a bar of the track on air is."""
    mark = programme.track_at(frame)
    bpm = mark.data.get("bpm") if mark else None
    if isinstance(bpm, int | float) and bpm > 0:
        return round(BEATS * 60 * lengths.rate / bpm)
    return lengths.bar


def seam_end(programme: Programme, frame: int) -> int:
    """Where the seam ends that sounds at ``frame``; there where none does."""
    seams = [mark for mark in programme.marks if mark.kind == "transition"]
    return max([frame, *(mark.at + mark.length for mark in seams if mark.at <= frame)])
