"""What is asked of a control, as touches."""

from typing import Any

import pytest

from engine.errors import EversetError
from engine.hand.asking import asked, matches, released
from engine.hand.lengths import Lengths
from engine.programme.controls import NUDGE_FRAMES, NUDGE_RATE
from engine.programme.touch import TICK

LENGTHS = Lengths.at(44_100)


def test_moves_take_whole_ticks_and_no_longer_than_is_felt() -> None:
    assert (LENGTHS.glide, LENGTHS.quick) == (480, 160)
    for rate in (8_000, 44_100, 48_000, 192_000):
        made = Lengths.at(rate)
        assert made.glide % TICK == made.quick % TICK == 0
        assert 0.01 < made.glide / rate < 0.013
        assert 0.0035 < made.quick / rate < 0.005


def test_a_position_becomes_the_value_of_its_law() -> None:
    (touch,) = asked("touch", {"deck": "b", "control": "low", "position": 0.02}, LENGTHS)
    assert (touch.place, touch.doing, touch.value, touch.glide) == ("b.low", "move", -26.0, LENGTHS.glide)


def test_the_crossfader_is_a_gain_of_both_decks() -> None:
    left, right = asked("touch", {"control": "crossfader", "position": 0.25}, LENGTHS)
    assert [(one.place, one.value) for one in (left, right)] == [("a.cross", 1.0), ("b.cross", 0.5)]


def test_cue_stops_the_sound_and_play_lets_it_go_on() -> None:
    (cue,), (play,) = (asked(command, {"deck": "a"}, LENGTHS) for command in ("cue", "play"))
    assert (cue.place, cue.value, play.place, play.value) == ("a.play", 0.0, "a.play", 1.0)
    assert cue.glide == play.glide == LENGTHS.quick


def test_a_nudge_pushes_while_it_is_held_and_goes_back_behind_the_seam() -> None:
    (push,) = asked("nudge", {"deck": "a", "bend": -0.5}, LENGTHS)
    assert (push.doing, push.value, push.rate) == ("push", -NUDGE_FRAMES, 0.5 * NUDGE_RATE)
    stop, back = asked("nudge", {"deck": "a", "bend": 0}, LENGTHS, seam_end=90_000)
    assert (stop.doing, back.doing, back.since, back.glide) == ("stop", "release", 90_000, LENGTHS.back)


@pytest.mark.parametrize(
    ("request_", "found"),
    [
        ({}, ["a.low", "b.low", "a.cross"]),
        ({"deck": "a"}, ["a.low", "a.cross"]),
        ({"control": "low"}, ["a.low", "b.low"]),
        ({"deck": "b", "control": "low"}, ["b.low"]),
        ({"control": "crossfader"}, ["a.cross"]),
        ({"deck": "c"}, []),
    ],
)
def test_what_is_not_named_may_be_any(request_: dict[str, Any], found: list[str]) -> None:
    assert [name for name in ("a.low", "b.low", "a.cross") if matches(name, request_)] == found


def test_what_goes_back_takes_a_bar_at_least() -> None:
    back = released("b.stem2", 77_000, LENGTHS)
    assert (back.place, back.doing, back.until, back.glide) == ("b.stem2", "release", 77_000, LENGTHS.bar)


@pytest.mark.parametrize("value", [None, "0.5", -0.1, 1.1, float("nan"), True])
def test_a_position_is_a_number_from_0_to_1(value: object) -> None:
    with pytest.raises(EversetError, match="use a number from 0 to 1"):
        asked("touch", {"deck": "a", "control": "fader", "position": value}, LENGTHS)
