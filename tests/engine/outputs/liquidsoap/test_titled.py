"""The sound is cut at the very frame where its title changes."""

import numpy as np
import pytest

from engine.outputs.follower import Piece
from engine.outputs.liquidsoap.titled import parts

CHANGE = 1_000


def title(frame: int | None) -> str:
    if frame is None:
        return "Station"
    return "before" if frame < CHANGE else "behind"


def cut(start: int | None, count: int) -> list[tuple[int | None, int, str]]:
    samples = np.arange(2 * count, dtype=np.float32).reshape(-1, 2)
    found = list(parts(Piece(samples, start), title))
    assert np.array_equal(np.concatenate([part.samples for part, _ in found]), samples)
    return [(part.frame, len(part.samples), of) for part, of in found]


@pytest.mark.parametrize("count", [2, 3, 500, 65_536])
@pytest.mark.parametrize("behind", [1, 2, 499])
def test_two_parts_meet_at_the_change(count: int, behind: int) -> None:
    behind = min(behind, count - 1)
    start = CHANGE - count + behind
    assert cut(start, count) == [(start, count - behind, "before"), (CHANGE, behind, "behind")]


@pytest.mark.parametrize(("start", "of"), [(0, "before"), (CHANGE - 500, "before"), (CHANGE, "behind")])
def test_where_nothing_changes_there_is_one(start: int, of: str) -> None:
    assert cut(start, 500) == [(start, 500, of)]


def test_the_ident_has_the_name_of_the_station() -> None:
    assert cut(None, 10) == [(None, 10, "Station")]
