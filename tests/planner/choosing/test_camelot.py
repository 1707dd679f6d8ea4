"""The harmonic table against the specification, and against music theory done another way."""

import numpy as np
import pytest

from planner.choosing import camelot
from planner.choosing.camelot import index_of

#: The circle of fifths by name, 1..12, minor and major.
MINOR = ["G#", "D#", "A#", "F", "C", "G", "D", "A", "E", "B", "F#", "C#"]
MAJOR = ["B", "F#", "C#", "G#", "D#", "A#", "F", "C", "G", "D", "A", "E"]
NOTES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]


def root(name: str) -> int:
    return NOTES.index((MINOR if name[-1] == "A" else MAJOR)[int(name[:-1]) - 1])


@pytest.mark.parametrize(
    ("a", "b", "kind", "score"),
    [
        ("8A", "8A", "same", 100),
        ("8A", "8B", "relative", 90),
        ("8B", "8A", "relative", 90),
        ("8A", "9A", "adjacent", 80),
        ("1B", "12B", "adjacent", 80),
        ("8A", "9B", "diagonal", 65),
        ("8A", "7B", "diagonal", 65),
        ("8A", "3A", "energy boost", 70),
        ("8B", "10B", "energy boost", 70),
        ("8B", "5A", "modal", 60),
        ("5A", "8B", "modal", 60),
    ],
)
def test_the_specifications_rows(a: str, b: str, kind: str, score: float) -> None:
    assert camelot.kind(index_of(a), index_of(b)) == kind
    assert camelot.score(index_of(a), index_of(b)) == score


def test_a_clash_counts_by_shared_pitch_classes() -> None:
    assert camelot.kind(index_of("8A"), index_of("2A")) == "clash"
    assert camelot.score(index_of("8A"), index_of("2A")) == 0.0  # six fifths away: two of seven notes
    assert camelot.score(index_of("8A"), index_of("6A")) == pytest.approx(40.0)  # two fifths down: five
    clashes = [camelot.score(a, b) for a in range(24) for b in range(24) if camelot.kind(a, b) == "clash"]
    assert min(clashes) >= 0
    assert max(clashes) == pytest.approx(40.0)


def test_pitch_classes_are_those_of_the_scales() -> None:
    for index in range(24):
        name = camelot.name_of(index)
        scale = (0, 2, 3, 5, 7, 8, 10) if name.endswith("A") else (0, 2, 4, 5, 7, 9, 11)
        assert camelot.pitch_classes(index) == {(root(name) + step) % 12 for step in scale}


def test_a_shift_moves_the_root_by_semitones() -> None:
    for index in range(24):
        for semitones in (-1, 0, 1, 2):
            moved = camelot.name_of(camelot.shifted(index, semitones))
            assert root(moved) == (root(camelot.name_of(index)) + semitones) % 12
            assert moved[-1] == camelot.name_of(index)[-1]


def test_distance_is_a_walk_on_the_wheel() -> None:
    assert camelot.distance(index_of("1A"), index_of("12A")) == 1
    assert camelot.distance(index_of("8A"), index_of("2B")) == 7
    assert camelot.distance(index_of("8A"), index_of("8A")) == 0


@pytest.mark.parametrize("name", ["", "13A", "0B", "8C", "A8"])
def test_what_is_no_key_is_unknown_and_counts_for_nothing(name: str) -> None:
    assert index_of(name) == camelot.UNKNOWN_KEY
    assert camelot.score(index_of(name), 3) == camelot.UNKNOWN_SCORE
    assert camelot.SCORE_TABLE[camelot.UNKNOWN_KEY, 3] == camelot.UNKNOWN_SCORE


def test_doubt_draws_the_score_to_the_middle() -> None:
    same, foe = index_of("8A"), index_of("2A")
    keys = np.array([same, foe])
    sure = camelot.weighed(same, keys, 1.0, np.ones(2, np.float32))
    half = camelot.weighed(same, keys, 0.5, np.full(2, 0.5, np.float32))
    blind = camelot.weighed(same, keys, 1.0, np.zeros(2, np.float32))
    assert sure == pytest.approx([100.0, 0.0])
    assert half == pytest.approx([75.0, 25.0])
    assert blind == pytest.approx([50.0, 50.0])


def test_verdicts() -> None:
    words = [camelot.verdict(score) for score in (95, 85, 72, 65, 45, 39.9)]
    assert words == ["perfect", "excellent", "good", "acceptable", "risky", "avoid"]
