"""What was encoded early: it comes out when it is due, in order, whatever jumps on the way."""

import pytest

from engine.outputs.ahead import Ahead
from engine.outputs.encoded import NOT_PROGRAMME, Encoded
from engine.outputs.mp3 import FRAME


def run(frame: int, count: int) -> Encoded:
    return Encoded(bytes(range(count)), [1] * count, frame, FRAME)


def taken(ahead: Ahead, until: int | None) -> list[tuple[int, bytes]]:
    return [(one.frame, one.data) for one in ahead.take(until)]


@pytest.mark.parametrize("into", [1, 2, FRAME])
def test_an_mp3_frame_is_due_once_its_first_sample_is(into: int) -> None:
    ahead = Ahead()
    ahead.put(run(500, 4))
    assert taken(ahead, 500) == []
    assert taken(ahead, 500 + FRAME + into) == [(500, b"\0\1")]
    assert taken(ahead, 500 + FRAME + into) == taken(ahead, 0) == []
    assert taken(ahead, 10**9) == [(500 + 2 * FRAME, b"\2\3")]


def test_the_ident_is_always_due_but_nothing_passes_what_is_not() -> None:
    ahead = Ahead()
    for one in (run(NOT_PROGRAMME, 2), run(9_000, 1), run(NOT_PROGRAMME, 1)):
        ahead.put(one)
    ahead.put(run(0, 0))
    assert taken(ahead, 0) == [(NOT_PROGRAMME, b"\0\1")]
    assert taken(ahead, 9_001) == [(9_000, b"\0"), (NOT_PROGRAMME, b"\0")]


def test_everything_comes_out_when_time_no_longer_counts() -> None:
    ahead = Ahead()
    ahead.put(run(9_000, 2))
    ahead.put(run(NOT_PROGRAMME, 1))
    assert taken(ahead, None) == [(9_000, b"\0\1"), (NOT_PROGRAMME, b"\0")]
    assert taken(ahead, None) == []
