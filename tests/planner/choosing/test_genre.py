"""Tags as people write them."""

import numpy as np
import pytest

from planner.choosing import genre
from planner.choosing.tempo import TOLERANCE


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("Deep House / Electronic", "deep house"),
        ("Drum & Bass", "drum and bass"),
        ("drum'n'bass", "drum and bass"),
        ("DnB", "drum and bass"),
        ("Hip Hop/Rap", "hip-hop"),
        ("Techno (Peak Time / Driving)", "techno"),
        ("Minimal / Deep Tech", "minimal techno"),
        ("Progressive_House", "progressive house"),
        ("R&B", "r&b"),
        ("Chillout", "chill-out"),
        ("Electronic", ""),
        ("warehouse", ""),  # no house in it
        ("", ""),
    ],
)
def test_normalise(tag: str, expected: str) -> None:
    assert genre.normalise(tag) == expected


def test_every_genre_with_a_tolerance_can_be_tagged() -> None:
    assert all(genre.normalise(name) == name for name in TOLERANCE)


def test_compatibility_is_ordered_and_symmetric() -> None:
    same, family = genre.compatibility("house", "house"), genre.compatibility("house", "deep house")
    near, far = genre.compatibility("house", "techno"), genre.compatibility("house", "classical")
    assert same > family > near > far > 0
    assert far < genre.compatibility("", "house") < same
    assert np.array_equal(genre.COMPATIBILITY, genre.COMPATIBILITY.T)
    assert genre.COMPATIBILITY[genre.index_of("house"), genre.index_of("nonsense")] == genre.DOUBTFUL
