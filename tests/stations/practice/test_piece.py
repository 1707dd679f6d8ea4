"""Practice pieces: the same for the same seed, and true where they say they are."""

from pathlib import Path

import numpy as np
import pytest

from planner.training.ear.lessons import read_lessons
from stations.demo.sound import SAMPLE_RATE
from stations.practice.make import make_shards
from stations.practice.piece import Practice, make_piece

SEEDS = range(24)


@pytest.fixture(scope="module")
def pieces() -> list[Practice]:
    return [make_piece(seed, 12.0) for seed in SEEDS]


def test_a_seed_is_a_piece(pieces: list[Practice]) -> None:
    again = make_piece(3, 12.0)
    assert np.array_equal(again.sound, pieces[3].sound)
    assert np.array_equal(again.beats, pieces[3].beats)
    assert not np.array_equal(pieces[3].sound, pieces[4].sound)


def test_pieces_are_of_many_kinds(pieces: list[Practice]) -> None:
    assert len({piece.style for piece in pieces}) > 8
    assert len({piece.tempo for piece in pieces}) > 1
    assert all(np.isfinite(piece.sound).all() and 0.05 < np.abs(piece.sound).max() <= 1.5 for piece in pieces)


def test_downbeats_are_beats_and_beats_rise(pieces: list[Practice]) -> None:
    for piece in pieces:
        assert len(piece.beats) > 6
        assert np.diff(piece.beats).min() > 0.2
        assert np.abs(piece.beats[:, None] - piece.downbeats).min(axis=0).max() < 1e-9


def test_something_begins_on_the_beats(pieces: list[Practice]) -> None:
    """More than anywhere else in the piece, whatever it is made of."""
    ratios = []
    for piece in pieces:
        level = np.abs(piece.sound[: len(piece.sound) // 256 * 256]).reshape(-1, 256).mean(axis=1)
        rise = np.maximum(np.diff(np.log(level + 1e-4)), 0.0)
        frames = (piece.beats * SAMPLE_RATE / 256).astype(int)
        frames = frames[(frames > 2) & (frames < len(rise) - 3)]
        near = np.max([rise[frames + step] for step in (-1, 0, 1)], axis=0).mean()
        elsewhere = np.mean([np.max([np.roll(rise, -step)[::3] for step in (-1, 0, 1)], axis=0).mean()])
        ratios.append(near / (elsewhere + 1e-6))
    assert np.median(ratios) > 1.5


@pytest.mark.slow
def test_files_of_lessons_are_made_once(tmp_path: Path) -> None:
    folder = tmp_path / "lessons"
    (path,) = make_shards(folder, [7], 1)
    before = path.stat().st_mtime_ns
    (again,) = make_shards(folder, [7], 1)
    assert (again, again.stat().st_mtime_ns) == (path, before)
    lessons = list(read_lessons(folder))
    assert len(lessons) == 16
    truth = make_piece(7 * 16)
    assert np.allclose(lessons[0].beats, truth.beats, atol=1e-4)
