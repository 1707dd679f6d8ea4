"""The beats of a track: a straight grid where it holds, tracked beats where it doesn't."""

from dataclasses import dataclass, replace

import numpy as np

from planner.analysis.features import Features
from planner.analysis.grid import Grid, lay_grid
from planner.analysis.level import choose_level
from planner.analysis.onbeat import choose_place
from planner.analysis.onsets import fine_onsets, onset_bands
from planner.analysis.tempo import Tempo, estimate_tempo, refine_tempo
from planner.analysis.tracking import track_beats


@dataclass(frozen=True)
class Beats:
    """``times`` in seconds; ``tempo`` as first heard, and the ``grid`` as laid, whether or not it was used;
    the margins by which the tempo's octave and the beat's place won."""

    times: np.ndarray
    bpm: float
    steady: bool
    tempo: Tempo
    grid: Grid
    level_margin: float
    place_margin: float


def find_beats(features: Features) -> Beats:
    """Listens for the beat; always gives at least two, evenly spaced where nothing is to be heard."""
    onsets = onset_bands(features.mel)
    tempo = estimate_tempo(onsets)
    fine = fine_onsets(features.fine)
    bpm, level = choose_level(fine, refine_tempo(onsets, tempo.bpm))
    grid = lay_grid(fine, bpm)
    first, place = choose_place(features, fine, grid.period, grid.first)
    grid = replace(grid, first=first)
    if not grid.steady:
        times = track_beats(onsets, bpm)
        if len(times) >= 8:
            median = float(60.0 / np.median(np.diff(times)))
            return Beats(times, median, False, tempo, grid, level, place)
    times = at_least_two(grid, features.duration)
    return Beats(times, 60.0 / grid.period, grid.steady, tempo, grid, level, place)


def at_least_two(grid: Grid, duration: float) -> np.ndarray:
    """The grid's beats within the track."""
    times = grid.beats(duration)
    return times if len(times) >= 2 else np.array([0.0, grid.period])
