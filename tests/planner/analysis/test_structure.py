"""Phrases, sections, voices and mix points."""

from itertools import pairwise

import numpy as np
import pytest

from planner.analysis.energy import energy_curve
from planner.analysis.features import extract
from planner.analysis.listen import analyse_pcm
from planner.analysis.mixpoints import mix_in_points, mix_out_points, sounding_end
from planner.analysis.phrases import LENGTHS, boundaries
from planner.catalogue.analysis import Phrase, Section
from planner.library.fileinfo import FileInfo
from tests.planner.analysis.pieces import RATE, house

BAR = 2.0
DOWNBEATS = np.arange(0, 128 * BAR, BAR)
PHRASES = [Phrase(start, 16) for start in np.arange(0, 128 * BAR, 16 * BAR)]
SECTIONS = [Section(0, 64, "intro", 0.3), Section(64, 192, "drop", 0.9), Section(192, 256, "outro", 0.3)]


def test_an_entry_says_how_long_and_why() -> None:
    points = mix_in_points(PHRASES, DOWNBEATS, SECTIONS, [(40.0, 50.0)])
    assert (points[0].time, points[0].bars) == (0.0, 20)
    assert "voice" in points[0].reason
    clear = mix_in_points(PHRASES, DOWNBEATS, SECTIONS, [])
    assert (clear[0].time, clear[0].bars) == (0.0, 32)
    assert "drop" in clear[0].reason


def test_exits_are_late_and_those_without_a_voice_come_first() -> None:
    points = mix_out_points(PHRASES, DOWNBEATS, SECTIONS, [(172.0, 180.0)], 256.0)
    assert all(point.time >= 256 * 2 / 3 for point in points)
    assert [point.time for point in points] == sorted(point.time for point in points)
    assert points[-1].bars <= 16
    assert any("no voice" in point.reason for point in points)


def test_there_is_always_a_way_in_and_out() -> None:
    everywhere = [(0.0, 256.0)]
    assert mix_in_points(PHRASES, DOWNBEATS, SECTIONS, everywhere)
    assert mix_out_points(PHRASES[:1], DOWNBEATS, SECTIONS, everywhere, 256.0)


def test_sound_ends_where_the_waveform_falls_silent() -> None:
    assert sounding_end(np.array([0.5, 0.5, 0.001, 0.2, 0.001, 0.0]), 10) == pytest.approx(0.4)
    assert sounding_end(np.zeros(5), 10) == 0.0


def test_phrases_follow_the_turns() -> None:
    turns = np.full(64, -0.3)
    turns[[4, 12, 28, 44]] = 4.0
    bounds = boundaries(turns)
    assert {4, 12, 28, 44} <= set(bounds)
    assert all(b - a in (*LENGTHS, 12, 20, 24, 28) for a, b in pairwise(bounds))


def test_a_calm_track_has_no_endless_phrase() -> None:
    bounds = boundaries(np.zeros(200))
    assert bounds[0] == 0
    assert bounds[-1] == 200
    assert max(np.diff(bounds)) <= 32


def test_a_part_without_kick_is_a_break_and_then_comes_the_drop() -> None:
    sound = house(bpm=128, bars=48, quiet_bars=range(16, 32))
    found = analyse_pcm(sound, RATE, FileInfo(duration=0, sample_rate=RATE, channels=2, codec="pcm"))
    at = {label: next(s for s in found.sections if s.start <= time < s.end) for label, time in
          (("break", 45.0), ("drop", 70.0))}  # fmt: skip
    assert at["break"].label in ("break", "build")
    assert at["drop"].label == "drop"
    assert at["break"].energy < at["drop"].energy
    assert at["drop"].start == pytest.approx(60.0, abs=0.05)


def test_energy_rises_with_what_sounds() -> None:
    loud = house(bars=8)
    features = extract([np.concatenate((loud * 0.05, loud))])
    quiet, full = energy_curve(features, np.array([0.0, len(loud) / RATE, 2 * len(loud) / RATE]))
    assert 0 <= quiet < full - 0.1
    assert full <= 1
