"""What is too old goes, in small steps, and the disk gets it back."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.places import Places
from planner.database import Database
from planner.decisions import DecisionRow, Decisions
from planner.retention import STEP, give_back, trim
from planner.schema import PlannerVersion
from planner.store import Store
from planner.tournament.models import VoteRow
from tests.planner.store_builders import ballot


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(tmp_path / "planner.db", PlannerVersion, write=True)
    yield database
    database.close()


def filled(database: Database, count: int, size: int = 10) -> Decisions:
    decisions = Decisions(database, clock=lambda: 0.0)
    for number in range(count):
        decisions.put(b"{" + os.urandom(size), id=str(number))
    return decisions


def test_all_that_is_old_goes_and_nothing_else(database: Database) -> None:
    decisions = filled(database, 2 * STEP + 7)
    assert trim(database, DecisionRow, DecisionRow.number <= 2 * STEP + 3) == 2 * STEP + 3
    assert [id for id, _ in decisions.recent(9)] == [str(2 * STEP + number) for number in (6, 5, 4, 3)]
    assert trim(database, DecisionRow, DecisionRow.number <= 5) == 0


def test_a_table_with_a_key_of_two_columns(tmp_path: Path) -> None:
    clock = [0.0]
    with Store.open(Places(tmp_path).make(), "web", clock=lambda: clock[0]) as web:
        for number in range(5):
            clock[0] = float(number)
            web.votes.put("1", f"listener {number}", "x", 1)
        assert trim(web._databases[1], VoteRow, VoteRow.at < 3.0) == 3
        assert web.votes.tally("1") == {"x": 2}


def test_somebody_who_wants_to_write_gets_in_between(tmp_path: Path) -> None:
    with Store.open(Places(tmp_path).make(), "planner") as store:
        database = store._databases[0]
        filled(database, 4 * STEP)
        removing = threading.Thread(target=trim, args=(database, DecisionRow, DecisionRow.number > 0))
        removing.start()
        store.ballots.open(ballot("1"))
        removing.join()
        assert store.ballots.current() == ballot("1")
        assert store.decisions.recent(1) == []


def test_the_disk_gets_back_what_is_empty(tmp_path: Path) -> None:
    database = Database(tmp_path / "planner.db", PlannerVersion, write=True)
    decisions = filled(database, 600, size=20_000)
    decisions.prune(keep=10)
    give_back(database)
    database.close()
    assert (tmp_path / "planner.db").stat().st_size < 4_000_000
    again = Database(tmp_path / "planner.db", PlannerVersion, write=False)
    assert len(Decisions(again).recent(100)) == 10
    again.close()


def test_what_will_be_written_again_is_kept(tmp_path: Path) -> None:
    database = Database(tmp_path / "planner.db", PlannerVersion, write=True)
    filled(database, 600, size=20_000).prune(keep=500)
    give_back(database)
    database.close()
    assert (tmp_path / "planner.db").stat().st_size > 11_000_000
