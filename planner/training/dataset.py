"""Rows from pairs: transitions planned, mixed and measured by the code that plays them."""

import math
from pathlib import Path

from msgspec import Struct

from engine.errors import TransitionError
from planner.catalogue.track import Track
from planner.choosing.features import features
from planner.library.prepare import prepare_pcm
from planner.training.free_beats import free_beats
from planner.training.pairs import Pairing
from planner.training.rows import Row
from planner.transitions.measure.measure import measure
from planner.transitions.measure.score import score
from planner.transitions.plan import plan
from planner.transitions.render import render
from planner.transitions.transition import Measure, Prepared, Transition

LENGTHS = (8, 16, 32, 64)  # bars; 4 where nothing longer fits, for its swap lies off the phrase
SHORTEST = 4
#: Scores this near are alike; then the length that the planner's table would take is the best.
ALIKE = 0.02
#: Recipes in which both tracks sound together. What they leave of a pair is its quality; a cut says nothing
#: of it.
RECIPES = ("blend", "filter_sweep", "fade")


class Task(Struct, frozen=True, kw_only=True):
    """One pair to measure, for a job process. ``folder``: where PCM and lanes may lie. ``stretched``: render
    the lanes by Rubber Band as on air; else varispeed, which takes a fraction of the time."""

    pairing: Pairing
    songs: tuple[str, str]
    folder: str
    sample_rate: int
    target_lufs: float
    stretched: bool


class Measured(Struct, frozen=True):
    """A transition with what was measured of it."""

    transition: Transition
    measures: dict[str, Measure]
    score: float


def measure_pair(task: Task) -> list[Row]:
    """The rows of one pair: of its planned transition, and, where it was free to choose its place, of the
    pair alone.

    None for a pair that can't be joined by an overlapping recipe. A job: pure but for its cache of PCM.
    Raises SetAside, StorageError.
    """
    a, b = task.pairing.a, task.pairing.b
    paths = [prepared_pcm(track, Path(task.folder), task.sample_rate) for track in (a, b)]
    tried = [_measured(one, task, paths) for one in plans(task)]
    if not tried:
        return []
    usual = _plan(task, tried[0].transition.recipe, None)
    best = best_of(tried, usual.bars if usual else SHORTEST)
    planned = _row(task, best, tried, True)
    free = task.pairing.earliest == task.pairing.entry == 0.0
    return [planned, _row(task, best, tried, False)] if free else [planned]


def plans(task: Task) -> list[Transition]:
    """The planner's own choice of an overlapping recipe for the pair, in every length that finds its
    place."""
    for recipe in RECIPES:
        found = [one for bars in LENGTHS if (one := _plan(task, recipe, bars)) is not None]
        if not found and (shortest := _plan(task, recipe, SHORTEST)) is not None:
            found = [shortest]
        if found:
            return found
    return []


def best_of(tried: list[Measured], usual_bars: int) -> Measured:
    """The one that scored best; among those alike, the nearest to ``usual_bars``, counted in octaves."""
    top = max(one.score for one in tried)
    alike = [one for one in tried if one.score >= top - ALIKE]
    return min(alike, key=lambda one: abs(math.log2(one.transition.bars / usual_bars)))


def prepared_pcm(track: Track, folder: Path, sample_rate: int) -> Path:
    """The track's PCM in ``folder``, decoded if it isn't there yet."""
    path = folder / "pcm" / f"{track.id}-{sample_rate}.f32"
    if not path.exists():
        prepare_pcm(Path(track.path), path, sample_rate)
    return path


def _plan(task: Task, recipe: str, bars: int | None) -> Transition | None:
    a, b, rate = task.pairing.a, task.pairing.b, task.sample_rate
    try:
        planned = plan(
            a,
            b,
            sample_rate=rate,
            target_lufs=task.target_lufs,
            recipe=recipe,
            bars=bars,
            earliest=round(task.pairing.earliest * a.analysis.duration * rate),
            entry=round(task.pairing.entry * b.analysis.duration * rate),
        )
    except TransitionError:
        return None
    return None if planned.fallback or planned.recipe != recipe else planned


def _measured(planned: Transition, task: Task, paths: list[Path]) -> Measured:
    pcm_from, pcm_to = paths
    prepared = render(planned, pcm_from, pcm_to, Path(task.folder) / "lanes") if task.stretched else None
    try:
        found = measure(
            planned,
            task.pairing.a,
            task.pairing.b,
            pcm_from=str(pcm_from),
            pcm_to=str(pcm_to),
            prepared=prepared,
        )
    finally:
        _remove(prepared)
    apart = free_beats(planned, task.pairing.a, task.pairing.b)
    found |= {"M1": apart} if apart is not None else {}
    return Measured(planned, found, score(found))


def _remove(prepared: Prepared | None) -> None:
    """Lanes are measured once."""
    for lane in prepared.files if prepared else ():
        Path(lane).unlink(missing_ok=True)


def _row(task: Task, best: Measured, tried: list[Measured], planned: bool) -> Row:
    a, b = task.pairing.a, task.pairing.b
    inputs = features(a, b, best.transition if planned else None)
    values = {
        name: float(one.value) if one.measurable and one.value is not None else None
        for name, one in best.measures.items()
    }
    return Row(
        a=a.id,
        b=b.id,
        earliest=task.pairing.earliest,
        entry=task.pairing.entry,
        song_a=task.songs[0],
        song_b=task.songs[1],
        features=[float(value) for value in inputs],
        planned=planned,
        recipe=best.transition.recipe,
        quality=best.score,
        bars=best.transition.bars,
        tried={one.transition.bars: one.score for one in tried},
        measures=values,
        lanes="stretched" if task.stretched else "varispeed",
    )
