"""Decisions are kept as they are, a bounded number of them."""

from pathlib import Path

import pytest

from planner.database import Database
from planner.decisions import Decisions
from planner.schema import PlannerVersion


@pytest.fixture
def decisions(tmp_path: Path) -> Decisions:
    return Decisions(Database(tmp_path / "planner.db", PlannerVersion, write=True), clock=lambda: 1.0)


def test_a_decision_comes_back_byte_for_byte(decisions: Decisions) -> None:
    id = decisions.put(b'{"seed": 7}')
    assert decisions.get(id) == b'{"seed": 7}'
    assert decisions.get("unknown") is None


def test_the_same_is_stored_once(decisions: Decisions) -> None:
    assert decisions.put(b"{}") == decisions.put(b"{}")
    decisions.put(b"[1]", id="ballot-1")
    decisions.put(b"[2]", id="ballot-1")
    assert decisions.get("ballot-1") == b"[1]"
    assert len(decisions.recent(10)) == 2


def test_the_latest_come_first_and_the_oldest_go_first(decisions: Decisions) -> None:
    ids = [decisions.put(str(number).encode()) for number in range(5)]
    assert decisions.recent(2) == [(ids[4], b"4"), (ids[3], b"3")]
    decisions.prune(2)
    assert [id for id, _ in decisions.recent(10)] == ids[:2:-1]
