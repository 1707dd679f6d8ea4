"""Grids: beats as frames, beyond the ends too."""

import numpy as np
import pytest

from planner.transitions.grid import Grid
from tests.support.tracks import made_track

RATE = 1_000  # a frame is a millisecond


def test_beats_go_on_regularly_beyond_both_ends() -> None:
    grid = Grid.of(made_track("a", bpm=120, seconds=30, first=1.0).analysis, RATE)
    assert float(grid.position(0)) == 1_000
    assert float(grid.position(-2)) == pytest.approx(0)
    assert float(grid.position(100)) == pytest.approx(51_000)
    assert grid.beat_at(51_250) == pytest.approx(100.5)
    assert grid.downbeat_at(51_100) == 100
    assert grid.downbeat_at(1_900) == 0 and grid.downbeat_at(2_100) == 4


def test_a_steady_grid_is_straightened_and_an_unsteady_one_is_not() -> None:
    jitter = np.random.default_rng(1).uniform(-0.002, 0.002, 60)
    rounded = [0.5 * n + j for n, j in enumerate(jitter)]
    swaying = [0.5 * n + 0.03 * np.sin(n) for n in range(60)]
    numbers = np.arange(8.0, 40.0)
    straight = Grid.of(made_track("a", bpm=120, beats=rounded, downbeats=rounded[::4]).analysis, RATE)
    line = straight.straightened(numbers)
    assert np.ptp(np.diff(line)) < 1e-6
    assert np.max(np.abs(line - straight.position(numbers))) < 4
    wave = Grid.of(made_track("a", bpm=120, beats=swaying, downbeats=swaying[::4]).analysis, RATE)
    assert np.array_equal(wave.straightened(numbers), wave.position(numbers))


def test_a_track_without_beats_is_counted_at_its_tempo() -> None:
    grid = Grid.of(made_track("a", beats=[], downbeats=[], bpm=0.0).analysis, RATE)
    assert float(grid.position(4)) == pytest.approx(2_000)
