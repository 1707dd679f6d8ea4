"""One vote a listener and ballot, on the disk before it is acknowledged."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.errors import StorageError
from planner.database import Database
from planner.schema import VotesVersion
from planner.tournament.votes import Votes


def database(path: Path, write: bool = True) -> Database:
    return Database(path, VotesVersion, write=write, durable=True, busy_seconds=0.05)


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def votes(tmp_path: Path, clock: Clock) -> Iterator[Votes]:
    opened = Votes(database(tmp_path / "votes.db"), clock)
    yield opened
    opened.close()


def test_a_vote_answers_with_the_tally(votes: Votes) -> None:
    assert votes.put("1", "ann", "x", 50) == {"x": 1}
    assert votes.put("1", "bob", "y", 50) == {"x": 1, "y": 1}
    assert votes.put("2", "bob", "x", 50) == {"x": 1}
    assert votes.tally("1") == {"x": 1, "y": 1}
    assert votes.tally("3") == {}


def test_one_vote_a_listener_that_may_change(votes: Votes) -> None:
    votes.put("1", "ann", "x", 50)
    assert votes.put("1", "ann", "y", 60) == {"y": 1}
    assert votes.of("1", "ann") == "y"
    assert votes.of("2", "ann") is None


def test_a_vote_counts_by_what_its_listener_heard(votes: Votes) -> None:
    votes.put("1", "ann", "x", 50)
    votes.put("1", "bob", "y", 51)
    assert votes.tally("1", heard_until=50) == {"x": 1}
    assert votes.tally("1", heard_until=51) == {"x": 1, "y": 1}


def test_many_at_once_all_count_in_their_order(votes: Votes) -> None:
    stored = [votes.submit("1", f"l{number % 300}", f"c{number % 7}", number) for number in range(2_000)]
    tallies = [one.result(timeout=30) for one in stored]
    assert sum(tallies[-1].values()) == 300
    last = {f"l{number % 300}": f"c{number % 7}" for number in range(2_000)}
    assert all(votes.of("1", listener) == choice for listener, choice in last.items())


def test_listeners_are_counted_by_when_they_voted_last(votes: Votes, clock: Clock) -> None:
    votes.put("1", "ann", "x", 1)
    clock.now = 200.0
    votes.put("1", "bob", "x", 1)
    votes.put("2", "bob", "x", 1)
    assert votes.count_listeners() == 2
    assert votes.count_listeners(since=150.0) == 1


def test_old_votes_and_their_listeners_go(votes: Votes, clock: Clock) -> None:
    votes.put("1", "ann", "x", 1)
    clock.now = 200.0
    votes.put("2", "bob", "x", 1)
    votes.prune(before=150.0)
    assert votes.tally("1") == {}
    assert votes.tally("2") == {"x": 1}
    assert votes.count_listeners() == 1


def test_whoever_reads_sees_a_vote_as_soon_as_it_is_acknowledged(votes: Votes, tmp_path: Path) -> None:
    reader = Votes(database(tmp_path / "votes.db", write=False))
    votes.put("1", "ann", "x", 50)
    assert reader.tally("1") == {"x": 1}
    with pytest.raises(StorageError, match="reading only"):
        reader.put("1", "bob", "x", 50)
    reader.close()


def test_when_the_disk_refuses_every_voter_hears_it_and_the_vote_before_stands(tmp_path: Path) -> None:
    store = database(tmp_path / "votes.db")
    votes = Votes(store)
    votes.put("1", "ann", "x", 1)
    other = database(tmp_path / "votes.db")
    with other.write():
        refused = [votes.submit("1", listener, "y", 2) for listener in ("ann", "bob")]
        for one in refused:
            with pytest.raises(StorageError, match="another process holds"):
                one.result(timeout=30)
    assert votes.tally("1") == {"x": 1}
    assert votes.put("1", "bob", "y", 3) == {"x": 1, "y": 1}  # and goes on when the disk does
    votes.close()


def test_a_voter_that_hangs_up_holds_up_nobody(votes: Votes) -> None:
    async def vote() -> dict[str, int]:
        left = asyncio.wrap_future(votes.submit("1", "ann", "x", 1))
        left.cancel()
        return await asyncio.wait_for(asyncio.wrap_future(votes.submit("1", "bob", "x", 1)), 30)

    assert asyncio.run(vote()) == {"x": 2}


def test_closing_stores_what_waits(tmp_path: Path) -> None:
    votes = Votes(database(tmp_path / "votes.db"))
    waiting = [votes.submit("1", f"l{number}", "x", 1) for number in range(50)]
    votes.close()
    assert all(one.done() for one in waiting)
    assert votes.tally("1") == {"x": 50}
    assert votes.put("1", "late", "x", 1) == {"x": 51}  # a closed one opens again
    votes.close()


VOTER = """
import sys
from pathlib import Path
from engine.places import Places
from planner.store import Store
store = Store.open(Places(Path(sys.argv[1])), "web")
number = 0
while True:
    number += 1
    store.votes.put("1", f"l{number}", "x", number)
    print(number, flush=True)
"""


def test_what_was_acknowledged_survives_a_kill(tmp_path: Path) -> None:
    voter = subprocess.Popen(
        [sys.executable, "-c", VOTER, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path.cwd(), text=True
    )
    assert voter.stdout is not None
    acknowledged = 0
    while acknowledged < 20:
        acknowledged = int(voter.stdout.readline())
    os.kill(voter.pid, signal.SIGKILL)
    rest = voter.stdout.read().split()
    voter.wait()
    voter.stdout.close()
    acknowledged = int(rest[-1]) if rest else acknowledged
    votes = Votes(database(tmp_path / "votes.db"))
    stored = votes.tally("1")["x"]
    assert acknowledged <= stored <= acknowledged + 1  # the one on its way may have made it
    assert votes.put("1", "next", "x", 1) == {"x": stored + 1}
    votes.close()
