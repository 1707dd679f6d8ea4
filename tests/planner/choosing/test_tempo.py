"""Tempos fold as the specification says, both ways alike."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.choosing import tempo


@pytest.mark.parametrize(
    ("a", "b", "ratio", "multiple"),
    [
        (120.0, 126.0, 1.05, 1.0),
        (87.0, 174.0, 1.0, 2.0),
        (174.0, 87.0, 1.0, 0.5),
        (100.0, 150.0, 1.0, 1.5),
        (150.0, 100.0, 1.0, 2 / 3),
        (100.0, 212.0, 1.06, 2.0),  # just within 2 ± 0.12
        (100.0, 213.0, 2.13, 1.0),  # just outside
        (100.0, 157.0, 1.57, 1.0),  # outside 1.5 ± 0.06
    ],
)
def test_folding(a: float, b: float, ratio: float, multiple: float) -> None:
    assert tempo.fold(a, b) == pytest.approx((ratio, multiple), rel=1e-6)


@given(a=st.floats(50, 220), b=st.floats(50, 220))
def test_there_and_back_fold_alike(a: float, b: float) -> None:
    there, back = tempo.fold(a, b), tempo.fold(b, a)
    assert there[0] * back[0] == pytest.approx(1.0, rel=1e-4)
    assert there[1] * back[1] == pytest.approx(1.0, rel=1e-4)


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    tempos = np.array([60.0, 90.0, 128.0, 175.0], np.float32)
    alone = [tempo.fold(88.0, float(b))[0] for b in tempos]
    assert tempo.folded(88.0, tempos) == pytest.approx(alone, rel=1e-5)


def test_the_stricter_genre_decides() -> None:
    assert tempo.tolerance("minimal techno", "hip-hop") == 1.0
    assert tempo.tolerance("ambient", "") == 10.0
    assert tempo.tolerance("", "") == tempo.UNKNOWN_TOLERANCE
    assert tempo.tolerance("house", "house", {"house": 4.0}) == 4.0
