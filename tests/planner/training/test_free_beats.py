"""Beats that no plan joins, by their grids."""

import numpy as np
import pytest
from msgspec.structs import replace

from planner.training.free_beats import free_beats
from planner.transitions.transition import Transition
from tests.planner.choosing.made import track

RATE = 1_000
SEAM = Transition(
    from_track="a",
    to_track="b",
    recipe="fade",
    bars=8,
    sample_rate=RATE,
    length=16_000,
    centre=8_000,
    beats=(),
    map_from=((0, 200_000.0), (16_000, 216_000.0)),
    map_to=((0, 0.0), (16_000, 16_000.0)),
    envelopes_from={},
    envelopes_to={},
)


def grid(bpm: float, late: float = 0.0) -> list[float]:
    return (np.arange(0.0, 240.0, 60.0 / bpm) + late).tolist()


def test_grids_that_happen_to_agree_are_together() -> None:
    found = free_beats(SEAM, track("a", beats=grid(120)), track("b", beats=grid(120)))
    assert found is not None
    assert (found.value, found.ok) == (0.0, True)


def test_a_late_grid_is_as_late_as_it_is() -> None:
    found = free_beats(SEAM, track("a", beats=grid(120)), track("b", beats=grid(120, 0.03)))
    assert found is not None
    assert found.value == pytest.approx(30.0)
    assert not found.ok


def test_tempos_that_don_t_fit_are_a_quarter_of_a_beat_apart_on_average() -> None:
    found = free_beats(SEAM, track("a", beats=grid(120)), track("b", beats=grid(151)))
    assert found is not None
    assert found.value == pytest.approx(125.0, abs=30.0)
    assert "eighth of a beat" in found.detail


def test_nothing_is_said_where_a_plan_joins_the_beats_or_a_grid_is_doubtful() -> None:
    a, b = track("a", beats=grid(120)), track("b", beats=grid(151))
    assert free_beats(replace(SEAM, beats=(0.0, 500.0)), a, b) is None
    assert free_beats(SEAM, a, track("b", beats=grid(151), trusted=False)) is None
