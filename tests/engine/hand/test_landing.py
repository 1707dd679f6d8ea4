"""What is given back lands with a phrase."""

import pytest

from engine.hand.landing import bar, landing, seam_end
from engine.hand.lengths import Lengths
from engine.programme.programme import Mark, Programme

RATE = 1_000
LENGTHS = Lengths.at(RATE)
TRACK = Mark(at=0, kind="track", track="a", data={"bpm": 120.0})  # a bar is two seconds


def test_it_lands_where_the_next_phrase_ends_that_is_a_bar_away() -> None:
    programme = Programme(marks=[TRACK], phrases=[16_000, 32_000, 48_000])
    assert landing(programme, 5_000, LENGTHS) == 16_000
    assert landing(programme, 14_000, LENGTHS) == 16_000
    assert landing(programme, 14_001, LENGTHS) == 32_000


def test_in_a_long_phrase_it_lands_eight_bars_before_its_end() -> None:
    programme = Programme(marks=[TRACK], phrases=[64_000])
    assert landing(programme, 5_000, LENGTHS) == 16_000
    assert landing(programme, 20_000, LENGTHS) == 32_000
    assert landing(programme, 47_000, LENGTHS) == 64_000


def test_without_a_phrase_it_takes_a_bar_and_without_a_tempo_two_seconds() -> None:
    slow = Programme(marks=[Mark(at=0, kind="track", data={"bpm": 60.0})])
    assert landing(slow, 5_000, LENGTHS) == 9_000
    for data in ({}, {"bpm": 0}, {"bpm": "fast"}):
        assert bar(Programme(marks=[Mark(at=0, kind="track", data=data)]), 0, LENGTHS) == 2_000
    assert landing(Programme(), 5_000, LENGTHS) == 7_000


@pytest.mark.parametrize(("frame", "end"), [(50, 50), (100, 130), (129, 130), (130, 130), (200, 200)])
def test_a_seam_ends_where_its_mark_says(frame: int, end: int) -> None:
    programme = Programme(marks=[Mark(at=100, kind="transition", length=30), Mark(at=115, kind="track")])
    assert seam_end(programme, frame) == end
