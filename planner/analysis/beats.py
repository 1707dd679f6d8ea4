"""The beats of a track: a straight grid where it holds, tracked beats where it doesn't."""

from dataclasses import dataclass, replace

import numpy as np

from planner.analysis.features import Features
from planner.analysis.fold import fold
from planner.analysis.grid import Grid, lay_grid
from planner.analysis.onbeat import choose_place
from planner.analysis.onsets import fine_onsets, onset_bands
from planner.analysis.phase import snapped
from planner.analysis.pulse import choose_pulse, on_beats
from planner.analysis.tempo import estimate_tempo
from planner.analysis.tracking import track_beats
from planner.analysis.transients import FPS


@dataclass(frozen=True)
class Beats:
    """``times`` in seconds; the ``grid`` as laid, whether or not it was used; the margins by which the tempo and the
    beat's place in it won, and the mean odds of the beats (log odds a beat)."""

    times: np.ndarray
    bpm: float
    steady: bool
    grid: Grid
    level_margin: float
    place_margin: float
    odds: float
    tracked: float = 0.0
    agree: float = 0.0
    lead: float = 0.0


def find_beats(features: Features, odds: np.ndarray) -> Beats:
    """Follows the ear's ``(frames, 2)`` odds; always gives at least two beats, evenly spaced where nothing is heard."""
    onsets, fine = onset_bands(features.mel), fine_onsets(features.fine)
    tracked = track_beats(odds[:, 0])
    heard = [estimate_tempo(onsets).bpm]
    if len(tracked) >= 8:
        heard.append(float(60.0 / np.median(np.diff(tracked))))
    pulse = choose_pulse(odds[:, 0], onsets, fine, heard)
    grid = lay_grid(fine, pulse.bpm)
    first, place = choose_place(features, fine, odds[:, 0], grid.period, grid.first)
    grid = replace(grid, first=first)
    times = at_least_two(grid, features.duration)
    own = np.clip(odds[:, 0], -3, 3)
    got, alt = on_beats(own, times).mean(), on_beats(own, tracked).mean()
    agree = elsewhere(tracked, grid.period)
    steady = grid.steady and agree < 0.2
    if not steady and len(tracked) >= 8:
        median = float(60.0 / np.median(np.diff(tracked)))
        return Beats(tracked, median, False, grid, pulse.level, place, float(alt), float(alt - got) * len(times), agree, pulse.place)
    return Beats(times, 60.0 / grid.period, steady, grid, pulse.level, place, float(got), float(alt - got) * len(times), agree, pulse.place)


def elsewhere(tracked: np.ndarray, period: float) -> float:
    """The share of the tracked beats around which they keep another tempo than the grid's, its half or its double."""
    if len(tracked) < 24:
        return 0.0
    local = (tracked[16:] - tracked[:-16]) / 16 / period
    away = np.min([np.abs(local / ratio - 1) for ratio in (0.5, 1.0, 2.0)], axis=0)
    return float((away > 0.015).mean())


def agreement(times: np.ndarray, others: np.ndarray) -> float:
    """The share of all beats that are among the ``others`` too, within 40 ms (F-measure)."""
    edges = np.searchsorted(times, others).clip(1, len(times) - 1)
    away = np.minimum(np.abs(times[edges] - others), np.abs(times[edges - 1] - others))
    return float(2 * (away < 0.04).sum() / (len(times) + len(others)))


def at_least_two(grid: Grid, duration: float) -> np.ndarray:
    """The grid's beats within the track."""
    times = grid.beats(duration)
    return times if len(times) >= 2 else np.array([0.0, grid.period])
