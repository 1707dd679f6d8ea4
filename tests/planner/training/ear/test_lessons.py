"""Lessons on disk, and what the network is asked to say of them."""

from pathlib import Path

import numpy as np
import pytest

from planner.analysis.hearing import CENTRE, CHORDS, FPS, SLOW, SPECTRUM, STROKES
from planner.training.ear.lessons import make_lesson, read_lessons, write_shard
from planner.training.ear.targets import targets


def test_a_lesson_comes_back_as_it_was_but_for_its_bytes(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    sound = random.uniform(0, 8, (40 * SLOW, SPECTRUM + STROKES)).astype(np.float32)
    chords = random.uniform(0, 1, (40, CHORDS)).astype(np.float32)
    made = make_lesson(sound, chords, np.array([0.5, 1.0]), np.array([0.5]), "house/steady")
    write_shard(tmp_path / "one.npz", [made, made])
    first, second = read_lessons(tmp_path)
    heard, harmony = first.heard()
    assert np.abs(heard - sound).max() <= 0.5 / 16 + 1e-6
    assert np.abs(harmony - chords).max() <= 0.5 / 63 + 1e-6
    assert (first.beats.tolist(), first.downbeats.tolist(), first.about) == ([0.5, 1.0], [0.5], "house/steady")
    assert np.array_equal(first.sound, second.sound)
    assert [path.name for path in tmp_path.iterdir()] == ["one.npz"]


@pytest.mark.parametrize("time", [1.0, 1.007, 1.2345])
def test_a_beat_is_where_its_frame_is(time: float) -> None:
    asked = targets(np.array([time]), np.array([]), 100)
    assert asked[:, 1].max() == 0.0
    weights = asked[:, 0]
    middle = (weights * np.arange(100)).sum() / weights.sum()
    assert middle / FPS + CENTRE == pytest.approx(time, abs=0.3 / FPS)
    assert weights.max() > 0.6
