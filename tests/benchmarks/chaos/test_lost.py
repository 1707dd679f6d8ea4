"""What was acknowledged and is not there is found: votes, and marks of the playlog."""

import sqlite3
from pathlib import Path

import pytest

from benchmarks.chaos.memory import memories
from benchmarks.chaos.voter import Vote, lost_votes
from benchmarks.chaos.witness import Passed, playlog_faults


def vote(ballot: str, candidate: str, *, acknowledged: bool = True) -> Vote:
    return Vote(0, ballot, "somebody", candidate, acknowledged)


@pytest.fixture
def votes_db(tmp_path: Path) -> Path:
    """Where somebody's vote of the ballot "b" stands for "two"."""
    path = tmp_path / "votes.db"
    database = sqlite3.connect(path)
    database.execute("create table votes (ballot, listener, candidate)")
    database.execute("insert into votes values ('b', 'somebody', 'two')")
    database.commit()
    database.close()
    return path


def test_the_last_acknowledged_vote_must_stand(votes_db: Path) -> None:
    assert lost_votes([vote("b", "one"), vote("b", "two")], votes_db) == []
    assert lost_votes([vote("b", "two"), vote("b", "one")], votes_db) == [vote("b", "one")]
    assert lost_votes([vote("other", "one")], votes_db) == [vote("other", "one")]


def test_a_vote_without_an_answer_may_stand_or_not(votes_db: Path) -> None:
    assert lost_votes([vote("b", "one"), vote("b", "two", acknowledged=False)], votes_db) == []
    assert lost_votes([vote("b", "two"), vote("b", "one", acknowledged=False)], votes_db) == []
    assert lost_votes([vote("other", "one", acknowledged=False)], votes_db) == []


MARKS = [Passed(10, "track", "a"), Passed(20, "transition", "b"), Passed(25, "track", "b")]


@pytest.mark.parametrize(
    ("log", "faults"),
    [
        (MARKS, []),
        (MARKS[:2], ["missing"]),
        ([*MARKS, MARKS[2]], ["twice"]),
        ([MARKS[1], MARKS[0], MARKS[2]], ["out of order"]),
        ([*MARKS[:2], Passed(22, "ident", ""), MARKS[2]], ["never played"]),
        ([*MARKS, Passed(99, "track", "c")], []),  # the head went on while nobody looked
    ],
)
def test_the_playlog_has_each_mark_once_in_order(log: list[Passed], faults: list[str]) -> None:
    assert [fault.what for fault in playlog_faults(set(MARKS), log, 0)] == faults


@pytest.mark.parametrize(("last", "grew"), [(110.0, False), (160.0, True)])
def test_memory_that_grows_is_told(last: float, grew: bool) -> None:
    megabytes = [30.0, 100.0, 100.0, 105.0, 30.0, last]
    rows: list[tuple[int, list[dict[str, object]]]] = [
        (number, [{"name": "engine", "rss_bytes": one * 1e6}]) for number, one in enumerate(megabytes)
    ]
    assert [one.grew for one in memories(rows)] == [grew]
