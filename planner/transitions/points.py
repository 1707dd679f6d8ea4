"""Where a track may be left and entered, on its grid."""

from collections.abc import Iterable

from msgspec import Struct

from planner.catalogue.analysis import MixPoint, Section
from planner.transitions.side import Side

#: Boundaries tried where the analysis names none: a phrase of this many bars.
PHRASE_BARS = 4
#: So many are tried at most.
MOST_POINTS = 12
#: A section counts from a little before its first beat on: its start was rounded.
ROUNDING_SECONDS = 0.05


class Boundary(Struct, frozen=True):
    """A place to leave or to enter: downbeat ``beat`` of the grid, at ``frame`` of the PCM; ``bars`` fit there.
    ``phrase``: it lies on a phrase boundary. ``section``: what goes on there."""

    beat: int
    frame: int
    bars: int
    reason: str
    phrase: bool
    section: Section | None


def exits(side: Side, earliest: int) -> list[Boundary]:
    """Where the track may be left at or after frame ``earliest``, in order; empty when there is no place."""
    usable = [point for point in _named(side, side.analysis.mix_out) if earliest <= point.frame < side.end]
    return (usable or _regular(side, earliest, side.end))[-MOST_POINTS:]


def ends(side: Side, leaving: list[Boundary]) -> list[Boundary]:
    """The phrase boundaries behind the first of ``leaving``: a sharp recipe needs no room behind them and may play the
    track out first."""
    named = {point.beat for point in leaving}
    later = [beat for beat in side.boundaries if named and beat > min(named) and beat not in named]
    over = [beat for beat in later if float(side.grid.position(beat)) <= side.end]
    return [boundary(side, beat, 0, "a phrase is over", phrase=True) for beat in over[-MOST_POINTS:]]


def entrances(side: Side, entry: int) -> list[Boundary]:
    """Where the track may be entered at or after frame ``entry``, in order, all in its first half."""
    end = side.end // 2
    usable = [point for point in _named(side, side.analysis.mix_in) if entry <= point.frame < end]
    return (usable or _regular(side, entry, end))[:MOST_POINTS]


def boundary(side: Side, beat: int, bars: int, reason: str, *, phrase: bool) -> Boundary:
    """The boundary on downbeat ``beat``."""
    frame = round(float(side.grid.position(beat)))
    section = side.section_at(frame + ROUNDING_SECONDS * side.sample_rate)
    return Boundary(beat, frame, bars, reason, phrase, section)


def _named(side: Side, named: Iterable[MixPoint]) -> list[Boundary]:
    points = []
    for point in sorted(named, key=lambda point: point.time):
        beat = side.grid.downbeat_at(point.time * side.sample_rate)
        on_phrase = beat in side.boundaries or not side.boundaries
        points.append(boundary(side, beat, point.bars, point.reason, phrase=on_phrase))
    return points


def _regular(side: Side, first: float, end: float) -> list[Boundary]:
    """Phrase starts, or every fourth bar, from frame ``first`` to ``end``."""
    grid = side.grid
    inside = [beat for beat in side.phrase_starts[:-1] if first <= float(grid.position(beat)) < end]
    if inside:
        return [boundary(side, beat, PHRASE_BARS, "a phrase begins", phrase=True) for beat in inside]
    start = grid.downbeat_at(first)
    if float(grid.position(start)) < first:
        start += grid.beats_per_bar
    every = range(start, int(grid.beat_at(end)) + 1, PHRASE_BARS * grid.beats_per_bar)
    found = [boundary(side, beat, PHRASE_BARS, "a bar begins", phrase=False) for beat in every]
    return [point for point in found if first <= point.frame < end]
