"""The beats of a track: a straight grid where it holds, tracked beats where it doesn't."""

from dataclasses import dataclass, replace

import numpy as np

from planner.analysis.features import Features
from planner.analysis.grid import Grid, lay_grid
from planner.analysis.onbeat import choose_place
from planner.analysis.onsets import fine_onsets, onset_bands
from planner.analysis.phase import settled
from planner.analysis.pulse import MOST, Pulse, choose_pulse
from planner.analysis.spectrogram import FPS
from planner.analysis.steadiness import elsewhere, is_steady
from planner.analysis.tempo import Spectrum, pulse_strength, strongest_tempo
from planner.analysis.tracking import track_beats

FEWEST = 8  # beats: fewer say nothing of a tempo


@dataclass(frozen=True)
class Beats:
    """``times`` in seconds; the ``pulse`` and the ``grid`` as laid, whether or not they were used; ``place``: the
    log odds by which the beat's place in the pulse won; ``elsewhere``: the share of beats that the ear follows at
    another tempo."""

    times: np.ndarray
    bpm: float
    steady: bool
    pulse: Pulse
    grid: Grid
    place: float
    elsewhere: float


def find_beats(features: Features, odds: np.ndarray) -> Beats:
    """Reads ``(frames, 2)`` log odds; always gives at least two beats, evenly spaced where nothing is to be heard."""
    own = np.clip(odds[:, 0], -MOST, MOST)
    onsets, fine = onset_bands(features.mel), fine_onsets(features.fine)
    tracked = track_beats(own)
    strength = pulse_strength(onsets)
    tempi = [strongest_tempo(strength), *median_tempo(tracked)]
    pulse = choose_pulse(own, Spectrum(onsets, FPS), strength, fine, tempi)
    grid = lay_grid(fine, pulse.bpm)
    first, place = choose_place(features, fine, own, grid.period, grid.first)
    grid = replace(grid, first=first)
    times, bpm = at_least_two(grid, features.duration), 60.0 / grid.period
    steady = is_steady(grid, times, tracked, own)
    if not steady and len(tracked) >= FEWEST:
        times, bpm = settled(fine, tracked), median_tempo(tracked)[0]
    return Beats(times, bpm, steady, pulse, grid, place, elsewhere(tracked, grid.period))


def median_tempo(beats: np.ndarray) -> list[float]:
    """In BPM, if there are enough beats for one."""
    return [float(60.0 / np.median(np.diff(beats)))] if len(beats) >= FEWEST else []


def at_least_two(grid: Grid, duration: float) -> np.ndarray:
    """The grid's beats within the track."""
    times = grid.beats(duration)
    return times if len(times) >= 2 else np.array([0.0, grid.period])
