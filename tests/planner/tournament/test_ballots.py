"""Ballots open, close once, and are read in the order they opened."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.errors import StorageError
from planner.database import Database
from planner.schema import PlannerVersion
from planner.tournament.ballots import Ballots
from tests.planner.store_builders import ballot


@pytest.fixture
def ballots(tmp_path: Path) -> Ballots:
    return Ballots(Database(tmp_path / "planner.db", PlannerVersion, write=True), clock=lambda: 1_000.0)


def test_nothing_is_open_at_first(ballots: Ballots) -> None:
    assert ballots.current() is None
    assert ballots.recent(5) == []
    assert ballots.get("1") is None


def test_the_open_one_is_current(ballots: Ballots) -> None:
    ballots.open(ballot("1"))
    assert ballots.current() == ballot("1") == ballots.get("1")


def test_votes_decide(ballots: Ballots) -> None:
    ballots.open(ballot("1"))
    closed = ballots.close("1", "y", {"y": 3, "x": 1})
    assert closed == replace(ballot("1"), winner="y", decided_by="votes", tally={"y": 3, "x": 1}, closed_at=1_000.0)
    assert closed.closed
    assert ballots.get("1") == closed
    assert ballots.current() is None


@pytest.mark.parametrize("tally", [{}, {"x": 0}])
def test_the_champion_decides_where_nobody_voted(ballots: Ballots, tally: dict[str, int]) -> None:
    ballots.open(ballot("1"))
    assert ballots.close("1", "x", tally).decided_by == "champion"


def test_a_closed_ballot_stays_as_it_closed(ballots: Ballots) -> None:
    ballots.open(ballot("1"))
    first = ballots.close("1", "y", {"y": 1})
    assert ballots.close("1", "x", {"x": 5}) == first
    ballots.open(ballot("1"))
    assert ballots.get("1") == first


def test_only_what_stands_in_it_can_win(ballots: Ballots) -> None:
    ballots.open(ballot("1"))
    with pytest.raises(StorageError, match="not stored"):
        ballots.close("1", "z", {})
    with pytest.raises(StorageError, match="not stored"):
        ballots.close("2", "x", {})
    assert ballots.current() == ballot("1")


def test_a_later_ballot_is_current_even_if_one_before_was_never_closed(ballots: Ballots) -> None:
    ballots.open(ballot("2"))
    ballots.open(ballot("1"))
    assert [one.id for one in ballots.recent(5)] == ["1", "2"]
    ballots.close("1", "x", {})
    assert ballots.current() is None


def test_the_oldest_go_first(ballots: Ballots) -> None:
    for number in range(7):
        ballots.open(ballot(str(number)))
    ballots.prune(3)
    assert [one.id for one in ballots.recent(10)] == ["6", "5", "4"]
    ballots.open(ballot("7"))
    assert [one.id for one in ballots.recent(2)] == ["7", "6"]
