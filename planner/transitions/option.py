"""One way to join a pair, before it is worked out: a recipe, a length, where to leave and where to enter."""

from collections.abc import Iterator

from msgspec import Struct

from planner.transitions import length, points
from planner.transitions.grid import Frames64
from planner.transitions.pair import Pair
from planner.transitions.points import Boundary
from planner.transitions.recipe import Recipe

#: Where no grid counts the bars, a fade takes this long; what is shorter is heard as a cut.
FADE_SECONDS = (8.0, 4.0, 2.0)
#: The incoming track keeps this much of itself for its own time on air.
KEPT_SHARE = 0.5


class Limits(Struct, frozen=True):
    """What was asked for: ``bars``, or None; A begins to leave at PCM frame ``earliest`` or later; nothing of B before
    its PCM frame ``entry`` is used."""

    bars: int | None = None
    earliest: int = 0
    entry: int = 0


class Option(Struct, frozen=True, kw_only=True):
    """``matched``: both grids run together. ``span_a``, ``span_b``: first and last PCM frame of each track that the
    seam takes, the seam's outer ends included."""

    recipe: Recipe
    bars: int
    matched: bool
    leave: Boundary
    enter: Boundary
    span_a: tuple[float, float]
    span_b: tuple[float, float]

    @property
    def overlapping(self) -> bool:
        """Whether both tracks sound together for more than an instant."""
        return self.recipe.overlap != "none"


def options(pair: Pair, recipe: Recipe, limits: Limits) -> list[Option]:
    """Every way to join the pair by ``recipe`` that fits into both tracks."""
    found = [option for option in _all(pair, recipe, limits) if _fits(option, pair, limits)]
    whole = [option for option in found if _keeps_enough(option, pair)]
    return whole or found


def _all(pair: Pair, recipe: Recipe, limits: Limits) -> Iterator[Option]:
    if recipe.overlap == "none":
        return _sharp(pair, recipe, limits)
    if not pair.unmatched:
        return _matched(pair, recipe, limits)
    return _plain(pair, recipe, limits) if recipe.overlap == "free" else iter(())


def _matched(pair: Pair, recipe: Recipe, limits: Limits) -> Iterator[Option]:
    bar = pair.a.grid.beats_per_bar
    for leave, enter in _meetings(pair, limits):
        seconds = pair.a.grid.bar_frames(leave.beat) / pair.sample_rate
        lengths = [limits.bars] if limits.bars else length.choices(seconds, pair, *recipe.bars)
        for bars in lengths:
            beats = bars * bar
            yield Option(
                recipe=recipe,
                bars=bars,
                matched=True,
                leave=leave,
                enter=enter,
                span_a=_span(pair.a.grid.position([leave.beat, leave.beat + beats])),
                span_b=_span(pair.b.grid.position([enter.beat, enter.beat + beats * pair.multiple])),
            )


def _sharp(pair: Pair, recipe: Recipe, limits: Limits) -> Iterator[Option]:
    """Each track has half of the bars for itself; the boundaries meet in the middle."""
    fewest, most = recipe.bars
    for leave, enter in _meetings(pair, limits, ends=True):
        for bars in [max(2, limits.bars // 2 * 2)] if limits.bars else range(most, fewest - 1, -2):
            before, behind = bars // 2 * pair.a.grid.beats_per_bar, bars // 2 * pair.b.grid.beats_per_bar
            yield Option(
                recipe=recipe,
                bars=bars,
                matched=False,
                leave=leave,
                enter=enter,
                span_a=_span(pair.a.grid.position([leave.beat - before, leave.beat])),
                span_b=_span(pair.b.grid.position([enter.beat, enter.beat + behind])),
            )


def _plain(pair: Pair, recipe: Recipe, limits: Limits) -> Iterator[Option]:
    """In seconds, since no grid is to be trusted."""
    most = length.most_seconds(pair)
    bar = pair.a.grid.bar_frames(0) / pair.sample_rate
    seconds = [limits.bars * bar] if limits.bars else [s for s in FADE_SECONDS if s <= most] or [most]
    for leave, enter in _meetings(pair, limits):
        for each in seconds:
            start, begin = float(leave.frame), float(enter.frame)
            yield Option(
                recipe=recipe,
                bars=limits.bars or max(1, round(each / bar)),
                matched=False,
                leave=leave,
                enter=enter,
                span_a=(start, start + each * pair.sample_rate),
                span_b=(begin, begin + each * pair.sample_rate),
            )


def _meetings(pair: Pair, limits: Limits, ends: bool = False) -> Iterator[tuple[Boundary, Boundary]]:
    """Every place to leave with every place to enter; ``ends``: also where the last phrases are over."""
    leaving = points.exits(pair.a, limits.earliest)
    if ends:
        leaving = [*leaving, *points.ends(pair.a, leaving)]
    entering = points.entrances(pair.b, limits.entry)
    return ((leave, enter) for leave in leaving for enter in entering)


def _span(frames: Frames64) -> tuple[float, float]:
    return float(frames[0]), float(frames[1])


def _fits(option: Option, pair: Pair, limits: Limits) -> bool:
    return (
        option.span_a[0] >= limits.earliest
        and option.span_a[1] <= pair.a.end
        and option.span_b[0] >= limits.entry
        and option.span_b[1] < pair.b.end
    )


def _keeps_enough(option: Option, pair: Pair) -> bool:
    return pair.b.end - option.span_b[1] >= KEPT_SHARE * pair.b.end
