"""What plays at a frame, and where that changes."""

from engine.outputs.titles import Titles
from engine.programme.programme import Mark

ONE = Mark(at=100, kind="track", artist="A", title="One")
TWO = Mark(at=200, kind="track", artist="B", title="Two")
IDENT = Mark(at=150, kind="ident", length=20)


def titles() -> Titles:
    made = Titles("Station")
    made.follow([ONE, IDENT, TWO])
    return made


def test_a_title_lasts_until_the_next_and_the_ident_is_the_stations() -> None:
    found = [titles().at(frame) for frame in (None, 99, 100, 149, 150, 169, 170, 200)]
    assert found == ["Station", "Station", "A - One", "A - One", "Station", "Station", "A - One", "B - Two"]


def test_changes_begin_with_what_plays_and_end_before_the_last_frame() -> None:
    assert titles().changes(120, 200) == [(120, ONE), (150, None)]
    assert titles().changes(200, 201) == [(200, TWO)]
    assert titles().changes(0, 101) == [(0, None), (100, ONE)]
