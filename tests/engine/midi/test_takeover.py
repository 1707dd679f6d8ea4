"""Soft takeover against its truth table, all of it: first or not, within the window or not, on which side the value
before and this one lie, and whether each is near."""

from itertools import product

import pytest

from engine.midi.takeover import THRESHOLD, WINDOW, Takeover

STANDS = 0.5
NEAR, FAR = THRESHOLD * 0.9, THRESHOLD * 1.1
PLACES = {"far below": -FAR, "near below": -NEAR, "there": 0.0, "near above": NEAR, "far above": FAR}

#: What is left out of those that come behind another one, late: (before, now).
LEFT_OUT = {("far below", "far below"), ("far above", "far above")}


@pytest.mark.parametrize(("before", "now", "late"), [*product(PLACES, PLACES, [False, True])])
def test_what_comes_behind_another(before: str, now: str, late: bool) -> None:
    takeover = Takeover()
    takeover.reset()
    takeover.takes(STANDS, STANDS, 0.0)  # the first says where it is
    assert takeover.takes(STANDS, STANDS, 1.0)  # there: taken
    # Another hand, or the automation, takes it away: from here on the knob may be far from what it moves.
    away = STANDS + PLACES[before]
    takeover.takes(away, away, 2.0)  # taken at 2 s, standing where it is
    when = 2.0 + (WINDOW * 1.1 if late else WINDOW * 0.9)
    assert takeover.takes(STANDS + PLACES[now], STANDS, when) == (not late or (before, now) not in LEFT_OUT)


@pytest.mark.parametrize("place", PLACES)
def test_the_first_only_says_where_the_knob_is(place: str) -> None:
    assert not Takeover().takes(STANDS + PLACES[place], STANDS, 10.0)


@pytest.mark.parametrize(("first", "second"), [*product(PLACES, PLACES)])
def test_the_second_is_taken_where_it_is_near_or_has_crossed(first: str, second: str) -> None:
    takeover = Takeover()
    takeover.takes(STANDS + PLACES[first], STANDS, 0.0)
    taken = takeover.takes(STANDS + PLACES[second], STANDS, 0.001)  # no window: nothing was taken before
    assert taken == ((first, second) not in LEFT_OUT)


def test_behind_a_change_of_layers_the_next_is_the_first_again() -> None:
    takeover = Takeover()
    takeover.takes(0.5, 0.5, 0.0)
    assert takeover.takes(0.5, 0.5, 0.001)
    takeover.reset()
    assert not takeover.takes(0.5, 0.5, 0.002)
    assert takeover.takes(0.5, 0.5, 0.003)


def test_a_knob_that_was_let_be_is_picked_up_where_it_crosses() -> None:
    takeover = Takeover()
    taken = [takeover.takes(value / 127, 0.7, float(value)) for value in range(128)]
    first = taken.index(True)
    assert abs(first / 127 - 0.7) <= THRESHOLD
    assert taken[first : first + 3] == [True] * 3
    # It crossed; far on the other side, and late, it is left out again, because nobody told that the fader went along.
    assert taken[-1] is False


def test_a_fast_move_over_it_is_picked_up() -> None:
    takeover = Takeover()
    takeover.takes(0.1, 0.5, 0.0)
    assert takeover.takes(0.9, 0.5, 1.0)
