"""A slope is what it is of, and its error is that of least squares."""

import math

import numpy as np
import pytest

from benchmarks.soak.slope import slope


def test_a_line_has_its_slope_and_no_error() -> None:
    found = slope([0.0, 1.0, 2.0, 3.0], [5.0, 7.0, 9.0, 11.0])
    assert found.value == pytest.approx(2.0)
    assert found.error == pytest.approx(0.0, abs=1e-12)


def test_the_error_is_as_large_as_chance_makes_it() -> None:
    random = np.random.default_rng(0)
    days = np.linspace(0.0, 30.0, 200)
    found = [slope(days.tolist(), (3.0 * days + random.normal(size=200)).tolist()) for _ in range(300)]
    spread = float(np.std([one.value for one in found]))
    assert np.mean([one.value for one in found]) == pytest.approx(3.0, abs=3 * spread / math.sqrt(300))
    assert np.mean([one.error for one in found]) == pytest.approx(spread, rel=0.15)


def test_two_samples_are_no_slope() -> None:
    assert math.isnan(slope([0.0, 1.0], [0.0, 1.0]).value)
    assert math.isnan(slope([1.0, 1.0, 1.0], [0.0, 1.0, 2.0]).error)
