"""The grid's own parts: folding, shifts, the straight line, octaves."""

import numpy as np
import pytest

from planner.analysis import hearing
from planner.analysis.fold import fold, shift_of
from planner.analysis.grid import lay_grid, robust_line
from planner.analysis.level import choose_octave, octave_lead, octaves
from planner.analysis.pulse import across
from planner.analysis.steadiness import strays
from planner.analysis.tempo import Spectrum, pulse_strength, strongest_tempo
from planner.analysis.transients import FPS


def strokes(period: float, first: float, seconds: float = 120.0) -> np.ndarray:
    """Fine onset strength ``(frames, 3)`` with a short stroke every ``period`` s."""
    onsets = np.zeros((round(seconds * FPS), 3), np.float32)
    times = np.arange(first, seconds - 0.1, period)
    for ahead, height in ((0, 5.0), (1, 3.0)):
        onsets[np.round(times * FPS).astype(int) + ahead] = height
    return onsets


def test_the_grid_finds_period_and_place_from_a_rough_tempo() -> None:
    true = 60 / 127.93
    grid = lay_grid(strokes(true, 0.2), 127.93 * 1.0008)
    assert grid.period == pytest.approx(true, rel=2e-5)
    assert grid.first == pytest.approx(0.2, abs=0.003)
    assert grid.steady
    np.testing.assert_allclose(grid.beats(10.0), np.arange(grid.first, 10.0, grid.period))


def test_a_beat_a_moment_before_the_start_counts() -> None:
    grid = lay_grid(strokes(0.5, 0.5 - 0.004), 120.0)
    assert grid.beats(10.0)[0] == 0.0


def test_a_jump_in_the_middle_is_not_steady() -> None:
    whole = strokes(0.5, 0.1)
    half = len(whole) // 2
    jumped = np.concatenate((whole[:half], strokes(0.5, 0.27)[half:]))
    assert not lay_grid(jumped, 120.0).steady


def test_a_shift_is_measured_between_bins() -> None:
    profile = np.exp(-0.5 * ((np.arange(300) - 100) / 6.0) ** 2)
    later = np.exp(-0.5 * ((np.arange(300) - 107.4) / 6.0) ** 2)
    shift, alike = shift_of(later, profile, 60)
    assert shift == pytest.approx(7.4, abs=0.1)
    assert alike > 0.95


def test_folding_keeps_the_place_of_a_stretch() -> None:
    onsets = strokes(0.5, 0.1)[:, 0]
    period, start = 0.5 * FPS, 12345
    whole, part = fold(onsets, period), fold(onsets[start : start + 8000], period, start)
    assert abs(int(np.argmax(part)) - int(np.argmax(whole))) <= 1


def test_outliers_do_not_bend_the_line() -> None:
    x = np.arange(40.0)
    y = 0.5 * x + 3
    y[5:9] = 90.0
    slope, intercept = robust_line(x, y, np.ones(40))
    assert slope == pytest.approx(0.5, abs=1e-3)
    assert intercept == pytest.approx(3, abs=0.05)


@pytest.mark.parametrize("bpm", [80.0, 86.0])
def test_slow_music_without_strokes_between_is_not_doubled(bpm: float) -> None:
    onsets = strokes(60 / bpm, 0.1) + 0.4 * strokes(30 / bpm, 0.1)
    assert octave_lead(onsets, bpm) < 0


@pytest.mark.parametrize("bpm", [160.0, 172.0])
def test_fast_music_with_strokes_between_is_not_halved(bpm: float) -> None:
    onsets = 0.3 * strokes(60 / bpm, 0.1) + 0.7 * strokes(30 / bpm, 0.1)
    assert octave_lead(onsets, bpm / 2) > 0


def test_strokes_tell_octaves_of_slow_tempi_only() -> None:
    bpms = np.array([55.0, 80.0, 110.0, 160.0])
    assert octaves(bpms, 1) == octaves(bpms, 3) == (1, 3)
    assert octaves(bpms, 2) == ()


def nobody_asks() -> float:
    raise AssertionError("the halves of the beat say nothing here")


def test_ear_and_strokes_that_agree_are_as_sure_as_both() -> None:
    assert choose_octave(1.2, 0.7, nobody_asks) == (True, pytest.approx(1.9))
    assert choose_octave(-3.0, -0.5, nobody_asks) == (False, pytest.approx(3.5))


def test_what_the_ear_hears_slow_is_slow_whatever_strokes_say() -> None:
    assert choose_octave(-4.0, 0.7, nobody_asks) == (False, pytest.approx(3.3))


def test_strokes_outweigh_an_ear_that_hears_fast_unless_the_beats_halves_are_alike() -> None:
    assert choose_octave(1.5, -0.5, lambda: 3.4) == (False, 0.0)
    assert choose_octave(1.5, -0.5, lambda: 0.4) == (True, 1.5)
    assert choose_octave(1.5, -0.1, lambda: 3.4) == (True, 0.0), "fast, but nothing to mix on"


def test_tempi_whose_beats_the_beat_has_not() -> None:
    bpms = np.array([40.0, 60.0, 80.0, 90.0, 120.0, 160.0, 180.0, 240.0])
    assert list(bpms[across(bpms, 120.0)]) == [80.0, 90.0, 160.0, 180.0, 240.0]


def test_strays_are_the_beats_that_the_ear_affirms_at_another_tempo() -> None:
    tracked = np.concatenate((np.arange(0, 60, 0.5), np.arange(60, 90, 0.6)))
    odds = np.full(round(95 * hearing.FPS), 2.0)
    assert strays(tracked, 0.5, odds) == pytest.approx(0.29, abs=0.05)
    odds[round(55 * hearing.FPS) :] = -1.0
    assert strays(tracked, 0.5, odds) == pytest.approx(0.0, abs=0.03), "it followed silence, no other tempo"


def test_tempo_from_bare_strokes() -> None:
    """At the spectrogram's rate, four bands alike; quavers between the beats at half strength."""
    onsets = np.zeros((round(60 * 172.27), 4), np.float32)
    for number, time in enumerate(np.arange(0.1, 59.0, 60 / 126.4 / 2)):
        onsets[round(time * 172.265625)] = 1.0 if number % 2 == 0 else 0.5
    rough = strongest_tempo(pulse_strength(onsets))
    assert rough == pytest.approx(126.4, rel=0.01)
    assert Spectrum(onsets, 172.265625).refine(rough) == pytest.approx(126.4, rel=1e-3)
