"""The beats of a track: a straight grid where it holds, tracked beats where it doesn't."""

from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from planner.analysis.features import Features
from planner.analysis.grid import Grid, lay_grid
from planner.analysis.onbeat import choose_place
from planner.analysis.onsets import fine_onsets, onset_bands
from planner.analysis.phase import settled
from planner.analysis.pulse import MOST, Onsets, Pulse, choose_pulse
from planner.analysis.spectrogram import FPS
from planner.analysis.steadiness import is_steady, strays
from planner.analysis.tempo import Spectrum, pulse_strength, strongest_tempo
from planner.analysis.tracking import track_beats

FEWEST = 8  # beats: fewer say nothing of a tempo


@dataclass(frozen=True)
class Beats:
    """``times`` in seconds; the ``pulse`` and the ``grid`` as laid, whether or not they were used; ``place``: the
    log odds by which the beat's place in the pulse won; ``strays``: the share of beats that the ear hears at
    another tempo."""

    times: np.ndarray
    bpm: float
    steady: bool
    pulse: Pulse
    grid: Grid
    place: float
    strays: float


def find_beats(features: Features, odds: np.ndarray) -> Beats:
    """Reads ``(frames, 2)`` log odds; always gives at least two beats, evenly spaced where nothing is to be heard."""
    own = np.clip(odds[:, 0], -MOST, MOST)
    coarse, fine = onset_bands(features.mel), fine_onsets(features.fine)
    onsets = Onsets(fine, Spectrum(coarse, FPS), pulse_strength(coarse))
    tracked = track_beats(own)
    tempi = [strongest_tempo(onsets.strength), *median_tempo(tracked)]
    lay = partial(laid, features, fine, own)
    pulse = choose_pulse(own, onsets, tempi, lambda bpm: lay(bpm)[1])
    grid, place = lay(pulse.bpm)
    times, bpm = at_least_two(grid, features.duration), 60.0 / grid.period
    steady = is_steady(grid, times, tracked, own)
    if not steady and len(tracked) >= FEWEST:
        times, bpm = settled(fine, tracked), median_tempo(tracked)[0]
    return Beats(times, bpm, steady, pulse, grid, place, strays(tracked, grid.period, own))


def laid(features: Features, fine: np.ndarray, odds: np.ndarray, bpm: float) -> tuple[Grid, float]:
    """The grid with its beats where they belong, and the log odds of that place."""
    grid = lay_grid(fine, bpm)
    first, place = choose_place(features, fine, odds, grid.period, grid.first)
    return replace(grid, first=first), place


def median_tempo(beats: np.ndarray) -> list[float]:
    """In BPM, if there are enough beats for one."""
    return [float(60.0 / np.median(np.diff(beats)))] if len(beats) >= FEWEST else []


def at_least_two(grid: Grid, duration: float) -> np.ndarray:
    """The grid's beats within the track."""
    times = grid.beats(duration)
    return times if len(times) >= 2 else np.array([0.0, grid.period])
