"""The scores are the field's: full marks for the truth, and what each mistake costs."""

import pytest

from benchmarks.ears.score import gathered, score

BEATS = [0.5 * number for number in range(120)]
TRUTH = {
    "bpm": 120.0, "constant_tempo": True, "duration": 60.0, "beats": BEATS, "downbeats": BEATS[::4],
    "key": "C minor", "vocal_activity": [[10.0, 20.0]], "layer_changes": [16.0, 32.0],
}  # fmt: skip
RIGHT = {
    "bpm": 120.0, "beats": BEATS, "downbeats": BEATS[::4], "key": {"name": "C minor"}, "vocals": [[10.0, 20.0]],
    "sections": [{"start": 0.0}, {"start": 16.0}, {"start": 33.0}], "trusted": True,
}  # fmt: skip


def test_the_truth_scores_full_marks() -> None:
    found = score(TRUTH, RIGHT)
    assert {found[name] for name in ("acc1", "acc2", "g5", "beat F", "CMLt", "AMLt", "downbeat F", "key")} == {1.0}
    assert (found["offset"], found["p95"], found["voice F"], found["layer changes"]) == (0.0, 0.0, 1.0, 1.0)
    assert (found["trusted"], found["trusted and wrong"], found["boundaries"]) == (1.0, 0.0, 2.0)


def test_double_time_is_right_at_another_level() -> None:
    found = score(TRUTH, {**RIGHT, "bpm": 240.0, "beats": [0.25 * number for number in range(240)]})
    assert (found["acc1"], found["acc2"], found["g5"]) == (0.0, 1.0, 1.0)
    assert found["CMLt"] == 0.0
    assert found["AMLt"] > 0.9
    assert found["trusted and wrong"] == 1.0


def test_beats_that_come_late_are_so_late() -> None:
    found = score(TRUTH, {**RIGHT, "beats": [beat + 0.02 for beat in BEATS]})
    assert (round(found["offset"], 6), round(found["p95"], 6), found["beat F"]) == (20.0, 20.0, 1.0)


def test_a_tempo_that_is_a_little_off_drifts_away_from_a_mix() -> None:
    assert score(TRUTH, {**RIGHT, "bpm": 120.1})["g5"] == 0.0
    assert score(TRUTH, {**RIGHT, "bpm": 120.1})["acc1"] == 1.0


@pytest.mark.parametrize(("name", "worth"), [("Eb major", 0.3), ("C major", 0.2), ("G minor", 0.5), ("Db minor", 0.0)])
def test_a_key_nearby_is_worth_something(name: str, worth: float) -> None:
    assert score(TRUTH, {**RIGHT, "key": {"name": name}})["key"] == worth


def test_half_of_a_voice_is_two_thirds_and_a_voice_where_none_is_has_a_column_of_its_own() -> None:
    assert score(TRUTH, {**RIGHT, "vocals": [[10.0, 15.0]]})["voice F"] == pytest.approx(2 / 3)
    found = score({**TRUTH, "vocal_activity": []}, {**RIGHT, "vocals": [[0.0, 6.0]]})
    assert found["voice where none is"] == pytest.approx(0.1)
    assert "voice F" not in found


def test_what_nobody_knows_and_what_an_ear_does_not_say_is_not_scored() -> None:
    unknown = dict.fromkeys(TRUTH) | {"duration": 60.0}
    assert score(unknown, RIGHT) == {}
    assert set(score(TRUTH, {"bpm": 120.0})) == {"acc1", "acc2", "g5"}


def test_times_are_gathered_by_their_median_and_wrong_trust_is_counted() -> None:
    pieces = [{"offset": 1.0, "trusted and wrong": 1.0}, {"offset": 2.0, "trusted and wrong": 1.0}, {"offset": 90.0}]
    assert gathered(pieces) == {"offset": 2.0, "trusted and wrong": 2.0}
