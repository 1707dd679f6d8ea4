"""Positions of 7 and 14 bits: both ends, the centre to the bit, and the halves on their way."""

from itertools import pairwise

import pytest

from engine.midi.pairing import Pairing
from engine.midi.values import bipolar, coarse, fine


def test_ends_and_centre_are_exact() -> None:
    assert [coarse(value) for value in (0, 64, 127)] == [0.0, 0.5, 1.0]
    assert [fine(value) for value in (0, 0x2000, 0x3FFF)] == [0.0, 0.5, 1.0]


def test_every_value_is_further_than_the_one_before() -> None:
    assert all(left < right for left, right in pairwise(map(coarse, range(128))))
    assert all(left < right for left, right in pairwise(map(fine, range(0x4000))))


def test_one_that_only_sends_its_high_bits_reaches_both_ends() -> None:
    pairing = Pairing()
    assert [pairing.high(value) for value in (127, 64, 0)] == [1.0, 0.5, 0.0]


@pytest.mark.parametrize("step", [1, 37, 1_000])
def test_halves_on_their_way_lead_nowhere_else(step: int) -> None:
    pairing = Pairing()
    pairing.high(0)
    pairing.low(0)
    way = [*range(0, 0x4000, step), *reversed(range(0, 0x4000, step))]
    for before, value in pairwise(way):
        between, there = pairing.high(value >> 7), pairing.low(value & 0x7F)
        assert there == fine(value)
        assert min(fine(before), fine(value)) <= between <= max(fine(before), fine(value))


def test_low_bits_without_high_ones_are_nowhere() -> None:
    assert Pairing().low(5) is None


def test_low_bits_alone_move_it_by_little() -> None:
    pairing = Pairing()
    pairing.high(64)
    assert pairing.low(0) == 0.5
    assert pairing.low(1) == fine(0x2001)


def test_a_slider_does_nothing_in_its_middle_and_all_of_it_at_its_ends() -> None:
    assert [bipolar(position) for position in (0.0, 0.49, 0.5, 0.51, 1.0)] == [-1.0, 0.0, 0.0, 0.0, 1.0]
    assert bipolar(0.52) == pytest.approx(-bipolar(0.48))
