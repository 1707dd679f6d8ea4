"""The laws of a mixer's controls."""

from itertools import pairwise

import pytest

from engine.programme.controls import LAWS, NEUTRAL, Control, crossed, crossfader_of, position_of, value_at

POSITIONS = [step / 127 for step in range(128)]


@pytest.mark.parametrize("control", LAWS)
def test_every_law_rises_and_can_be_read_backwards(control: Control) -> None:
    values = [value_at(control, position) for position in POSITIONS]
    assert all(low <= high for low, high in pairwise(values))
    for position, value in zip(POSITIONS, values, strict=True):
        assert value_at(control, position_of(control, value)) == pytest.approx(value)
        if value != NEUTRAL[control]:
            assert position_of(control, value) == pytest.approx(position)


@pytest.mark.parametrize("control", ["low", "mid", "high", "filter"])
def test_the_middle_does_nothing_also_on_a_controller_of_seven_bits(control: Control) -> None:
    assert {value_at(control, middle) for middle in (63 / 127, 0.5, 64 / 127, 0x2000 / 0x3FFF)} == {0.0}
    assert position_of(control, 0.0) == 0.5


def test_the_ends_are_those_of_a_dj_mixer() -> None:
    assert (value_at("low", 0.0), value_at("low", 0.02), value_at("low", 1.0)) == (-40.0, -26.0, 6.0)
    assert 20_000 * 2 ** value_at("filter", 0.0) == pytest.approx(78.0, abs=1.0)
    assert 20 * 2 ** value_at("filter", 1.0) == pytest.approx(10_240.0)
    assert (value_at("high", -3.0), value_at("high", 7.0)) == (-40.0, 6.0)


def test_both_decks_are_full_in_the_middle_of_the_crossfader() -> None:
    assert (crossed(0.0), crossed(0.5), crossed(1.0)) == ((1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    assert crossed(0.75) == (0.5, 1.0)
    for position in POSITIONS:
        assert crossfader_of(*crossed(position)) == pytest.approx(position)
