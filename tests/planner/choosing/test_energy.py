"""The curves of the specification, point by point where it gives points."""

from itertools import pairwise
from typing import get_args

import pytest

from planner.choosing import daypart
from planner.choosing.daypart import Daypart
from planner.choosing.energy import Curve, Plateau, target


@pytest.mark.parametrize(
    ("curve", "position", "energy"),
    [
        ("build", 0.0, 0.3),
        ("build", 1.0, 0.9),
        ("steady", 0.37, 0.6),
        ("late_peak", 0.0, 0.4),
        ("late_peak", 0.5, 0.4 + 0.5 * 0.5**2.5),
        ("plateau_peak", 0.2, 0.5),
        ("plateau_peak", 0.35, 0.7),
        ("plateau_peak", 0.6, 0.9),
    ],
)
def test_points(curve: Curve, position: float, energy: float) -> None:
    assert target(curve, position) == pytest.approx(energy)


def peaks(curve: Curve) -> list[float]:
    heights = [target(curve, i / 200) for i in range(201)]
    return [i / 200 for i in range(1, 200) if heights[i - 1] < heights[i] >= heights[i + 1]]


def test_peaks_lie_where_the_names_say() -> None:
    assert peaks("double_peak") == pytest.approx([0.25, 0.75], abs=0.01)
    assert peaks("late_peak") == pytest.approx([0.85], abs=0.006)
    waves = peaks("rollercoaster")
    assert len(waves) == 3
    assert target("rollercoaster", waves[0]) < target("rollercoaster", waves[1]) < target("rollercoaster", waves[2])


@pytest.mark.parametrize("curve", get_args(Curve))
def test_every_curve_stays_in_bounds_and_does_not_jump(curve: Curve) -> None:
    heights = [target(curve, i / 1000) for i in range(1001)]
    assert min(heights) >= 0.1
    assert max(heights) <= 1.0
    assert max(abs(a - b) for a, b in pairwise(heights)) < 0.01
    assert target(curve, -1.0) == heights[0]
    assert target(curve, 2.0) == heights[-1]


def test_contexts_multiply_from_where_they_count() -> None:
    assert target("steady", 0.1, "opening") == pytest.approx(0.48)
    assert target("steady", 0.3, "prime") == pytest.approx(0.6)
    assert target("steady", 0.5, "prime") == pytest.approx(0.72)
    assert target("steady", 0.8, "closing") == pytest.approx(0.54)
    assert target("build", 1.0, "prime") == 1.0  # clipped


def test_a_pinned_plateau_wins() -> None:
    pinned = [Plateau(0.2, 0.4, 0.95)]
    assert target("steady", 0.3, "ambient", pinned) == 0.95
    assert target("steady", 0.5, "ambient", pinned) == pytest.approx(0.42)


def test_a_day_by_dayparts() -> None:
    day = [Daypart(360, "build"), Daypart(1080, "plateau_peak", "prime"), Daypart(1380, "decline")]
    assert daypart.at(day, 360) == (day[0], 0.0)
    assert daypart.at(day, 720) == (day[0], 0.5)
    assert daypart.at(day, 1230)[1] == pytest.approx(0.5)
    assert daypart.at(day, 1400)[0] is day[2]
    late, position = daypart.at(day, 60)  # after midnight: 100 of 420 minutes
    assert late is day[2]
    assert position == pytest.approx(120 / 420)
    assert daypart.at(day[:1], 0) == (day[0], pytest.approx(0.75))


def test_windows_over_midnight() -> None:
    assert daypart.within(30, 1380, 60)
    assert not daypart.within(60, 1380, 60)
    assert daypart.within(700, 0, 0)


def test_times_of_day() -> None:
    assert daypart.minutes("06:30") == 390
    assert daypart.minutes("24:00") == 1440
    for wrong in ("6", "25:00", "12:60", "ab:cd", "12:5"):
        with pytest.raises(ValueError, match="HH:MM"):
            daypart.minutes(wrong)
