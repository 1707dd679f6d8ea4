"""The benchmark's own arithmetic: a score means what it says, a ratio is to the peer that it names."""

import numpy as np

from benchmarks.listen import Heard, score
from benchmarks.row import against
from benchmarks.timing import side_by_side

TRUTH = {"bpm": 120.0, "beats": [0.5 * number for number in range(100)]}
BEATS = np.asarray(TRUTH["beats"])


def test_true_beats_score_full_marks() -> None:
    assert score(Heard(120.0, BEATS), TRUTH) == (1.0, 1.0, 0.0)


def test_a_constant_shift_is_an_error_within_the_window_and_a_miss_beyond() -> None:
    _, measure, error = score(Heard(120.0, BEATS + 0.02), TRUTH)
    assert (measure, round(error, 6)) == (1.0, 20.0)
    assert score(Heard(120.0, BEATS + 0.1), TRUTH)[1] == 0.0


def test_half_the_tempo_is_wrong_and_half_the_beats_are_missed() -> None:
    right, measure, _ = score(Heard(60.0, BEATS[::2]), TRUTH)
    assert (right, round(measure, 3)) == (0.0, round(2 / 3, 3))


def test_no_beats_are_no_score() -> None:
    assert score(Heard(0.0, np.zeros(0)), TRUTH)[:2] == (0.0, 0.0)


def test_ratios_are_to_the_peer() -> None:
    rows = against("x", "s", {"everset": 3.0, "peer": 2.0}, "peer")
    assert [(row.who, row.ratio, row.ratio_to) for row in rows] == [("everset", 1.5, "peer"), ("peer", 1.0, "peer")]
    assert against("x", "s", {"everset": 3.0, "peer": 0.0}, "peer")[0].ratio is None


def test_works_take_turns_and_the_first_round_does_not_count() -> None:
    order: list[str] = []
    taken = side_by_side({"a": lambda: order.append("a"), "b": lambda: order.append("b")}, runs=2)
    assert order == ["a", "b"] * 3
    assert set(taken) == {"a", "b"}
