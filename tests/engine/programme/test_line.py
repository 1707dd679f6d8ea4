"""Where a changed programme differs from what the renderer was told."""

import pytest
from msgspec.structs import replace

from engine.programme.clip import Clip, plain_map
from engine.programme.line import Line, divergence
from engine.programme.segment import LENGTH, Segment


def clip(at: int, length: int, pcm: str = "a") -> Clip:
    return Clip(at=at, length=length, lane=0, pcm=pcm, map=plain_map(length, 0))


A, B = clip(0, 100), clip(100, 50, "b")


@pytest.mark.parametrize(
    ("old", "new", "frame"),
    [
        ([], [], None),
        ([A, B], [A, B], None),
        ([A], [A, B], 100),
        ([A, B], [A], 100),
        ([A, B], [A.cut(60)], 60),
        ([A.cut(60)], [A], 60),
        ([A, B], [A, replace(B, gain_db=1.0)], 100),
        ([A, B], [B], 0),
        ([A], [clip(30, 10, "c"), B], 0),
    ],
)
def test_the_first_frame_that_sounds_different(old: list[Clip], new: list[Clip], frame: int | None) -> None:
    assert divergence(old, new) == frame


def told(line: Line, until: int) -> None:
    for slot, (one, start, end) in enumerate(line.untold(until)):
        line.told.append(Segment(slot, line.layout(one), start, end))
        line.until = end


def test_what_changes_behind_what_was_told_needs_no_cut() -> None:
    line = Line(0, 0)
    line.change([A], 0)
    told(line, 100)
    assert line.change([A, B], 50) is None
    told(line, 200)
    assert [(one.start, one.end) for one in line.told] == [(0, 100), (100, 150)]


def test_a_cut_trims_what_spans_it_and_drops_what_follows() -> None:
    line = Line(0, 0)
    line.change([A, B], 0)
    told(line, 200)
    assert line.change([A.cut(60)], 10) == 60
    assert [(one.start, one.end) for one in line.told] == [(0, 60)]
    assert line.until == 60


def test_the_past_is_not_told_again() -> None:
    """A programme that begins long before the mixer: only what is still to come is laid out."""
    line = Line(0, 5 * LENGTH + 7)
    line.change([clip(0, 10 * LENGTH)], 5 * LENGTH + 7)
    assert next(iter(line.untold(6 * LENGTH)))[1:] == (5 * LENGTH + 7, 6 * LENGTH)


def test_a_clip_is_laid_out_once_for_all_its_segments() -> None:
    line = Line(0, 0)
    assert line.layout(A) is line.layout(A)
    assert line.layout(A) is not line.layout(B)
