"""A few hours of the month: the real planner, journal, playlog and votes, and nothing of them lost."""

import pytest

from benchmarks import month
from benchmarks.row import Row

HOURS = 4
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, float]:
    rows: list[Row] = month.rows(tmp_path_factory.mktemp("month"), minutes=60.0 * HOURS)
    return {row.what: row.value for row in rows}


def test_the_programme_never_had_a_hole_and_the_ladder_never_had_to_act(found: dict[str, float]) -> None:
    assert found["played"] == pytest.approx(HOURS / 24, rel=1e-3)
    assert found["frames that nothing covered"] == 0
    assert found["times that the ladder had to act"] == 0
    assert found["late frames, as the mixer counts"] == found["late frames, as the records say"] == 0


def test_every_mark_is_in_the_playlog_exactly_once(found: dict[str, float]) -> None:
    assert found["transitions"] > 10 * HOURS
    assert found["marks in the playlog"] == found["marks passed"] > found["transitions"]
    assert found["marks missing there"] == found["marks there that were not passed, or twice"] == 0


def test_every_acknowledged_vote_was_counted(found: dict[str, float]) -> None:
    assert found["ballots with a chance to vote"] >= found["transitions"]
    assert found["votes counted"] > 5 * found["transitions"]
    assert found["votes acknowledged and not counted"] == 0


def test_caches_keep_their_bounds(found: dict[str, float]) -> None:
    assert 50.0 < found["disk, pcm, at the end"] <= 101.0
    assert found["disk, seams, at the end"] <= 120.0, "tidied once an hour"
