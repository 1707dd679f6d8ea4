"""Which control was moved. Time is passed in."""

from collections.abc import Iterable, Sequence

import pytest

from engine.errors import UsageError
from engine.midi.learning import QUIET, Found, Learning
from engine.midi.wish import WISHES, Wish, wish_named


def learnt(messages: Iterable[Sequence[int]]) -> Found | None:
    learning, now = Learning(), 0.0
    assert learning.found(100.0) is None
    for now, message in enumerate(messages, 1):
        learning.hear(message, now / 100)
        assert learning.found(now / 100) is None  # it still moves
    return learning.found(now / 100 + QUIET * 1.01)


def test_a_fader_among_others_that_tremble() -> None:
    sweep = [(0xB2, 7, value) for value in range(0, 128, 4)]
    assert learnt([*sweep[:9], (0xB0, 1, 5), *sweep[9:], (0xB0, 1, 6)]) == Found("cc", 3, 7)


def test_one_of_14_bits_by_either_half_that_sends_more() -> None:
    halves = [half for value in range(0, 0x4000, 500) for half in ((0xB6, 0x1F, value >> 7), (0xB6, 0x3F, value & 127))]
    assert learnt(halves) == Found("cc", 7, 0x1F, fine=True)
    assert learnt([*halves, *((0xB6, 0x3F, value) for value in range(50))]) == Found("cc", 7, 0x1F, fine=True)


def test_a_low_controller_alone_is_one_of_7_bits() -> None:
    assert learnt([(0xB0, 0x27, value) for value in range(40)]) == Found("cc", 1, 0x27)


def test_a_button_whatever_its_pressure_sends() -> None:
    assert learnt([(0x97, 3, 100), *((0xB7, 3, value) for value in range(30)), (0x87, 3, 0)]) == Found("note", 8, 3)
    assert learnt([(0xB0, 50, 127), (0xB0, 50, 0)]) == Found("cc", 1, 50)


def test_a_wheel_by_how_it_counts() -> None:
    assert learnt([(0xB0, 0x22, 65)] * 8 + [(0xB0, 0x22, 66)] * 8) == Found("cc", 1, 0x22, relative="offset")
    assert learnt([(0xB0, 0x22, 127)] * 8 + [(0xB0, 0x22, 1)] * 8) == Found("cc", 1, 0x22, relative="twos")


def test_a_pitch_bend_and_too_little_of_a_knob() -> None:
    assert learnt([(0xE1, 0, value) for value in range(9)]) == Found("pitch", 2, 0)
    assert learnt([(0xB0, 7, 5), (0xB0, 7, 6)]) is None
    assert learnt([(0xF8,), (0xFE,)]) is None


def test_a_wish_becomes_a_binding_or_says_why_not() -> None:
    bound = wish_named("a.fader").binding(Found("cc", 1, 7, fine=True))
    assert (bound.does, bound.deck, bound.fine) == ("fader", "a", True)
    assert wish_named("b.nudge").binding(Found("note", 1, 7)).bend == 1.0
    assert wish_named("b.low").binding(Found("cc", 1, 7, relative="twos")).relative is None
    with pytest.raises(UsageError, match=r"panic can't be that: a pitch bend moves something"):
        wish_named("panic").binding(Found("pitch", 1, 0))
    with pytest.raises(UsageError, match=r"use one of a\.fader"):
        wish_named("fader")
    assert len({wish.name for wish in WISHES}) == len(WISHES)
    assert Wish("skip").name == "skip"
