"""The public store: who writes what, who may come first, and that it is light to import."""

import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import StorageError
from engine.journal.aired import Record
from engine.places import Places
from planner.keep import Keep
from planner.store import DAY, Store
from tests.planner.store_builders import ballot, track

HEAVY = {"librosa", "scipy", "onnx", "onnxruntime", "sklearn", "numpy", "openskill", "soundfile", "av", "mutagen"}


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path)


def test_importing_the_public_store_drags_in_nothing_heavy() -> None:
    program = "import sys, planner.store, planner.catalogue.catalogue, planner.tournament; print(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in ran.stdout.split()}
    assert "sqlalchemy" in loaded
    assert not loaded & HEAVY


def test_each_process_writes_its_own_and_reads_the_other(places: Places) -> None:
    with Store.open(places, "web") as web, Store.open(places, "planner") as planner:
        planner.catalogue.put(track("a"), 1, 2)
        planner.ballots.open(ballot("1"))
        assert web.catalogue.count() == 1
        assert web.ballots.current() == ballot("1")
        web.votes.put("1", "ann", "x", 5)
        assert planner.votes.tally("1") == {"x": 1}
        with pytest.raises(StorageError, match="reading only"):
            web.ballots.open(ballot("2"))
        with pytest.raises(StorageError, match="reading only"):
            planner.votes.put("1", "bob", "x", 5)


def test_a_reader_of_everything_before_anything_is_there(places: Places) -> None:
    with Store.open(places, None) as store:
        assert store.catalogue.count() == 0
        assert store.ballots.current() is None
        assert store.votes.tally("1") == {}
        assert store.playlog.between() == []
        assert store.decisions.recent(1) == []
    assert not places.planner_db.exists()
    assert not places.votes_db.exists()


def test_what_is_stored_is_there_after_a_restart(places: Places) -> None:
    with Store.open(places, "planner") as store:
        store.catalogue.put(track("a"), 1, 2)
    with Store.open(places, "planner") as store:
        assert store.catalogue.track("a") == track("a")


def test_pruning_drops_what_is_old_of_what_this_process_writes(places: Places) -> None:
    with Store.open(places, "web", clock=lambda: 0.0) as web:
        web.votes.put("1", "ann", "x", 5)
    with Store.open(places, "planner", clock=lambda: 91 * DAY) as planner:
        planner.prune()
        assert planner.votes.tally("1") == {"x": 1}  # the web's to drop
    with Store.open(places, "web", clock=lambda: 91 * DAY) as web:
        web.prune()
        assert web.votes.tally("1") == {}


def test_how_much_is_kept_is_the_operators_to_say(places: Places) -> None:
    with Store.open(places, "planner", clock=lambda: 3 * DAY, keep=Keep(playlog_days=2, ballots=2)) as store:
        aired = [Record(seq=day, frame=day, time=day * DAY, kind="track", track=f"t{day}") for day in (0, 1, 2)]
        store.playlog.ingest(aired)
        for number in range(5):
            store.ballots.open(ballot(str(number)))
        store.prune()
        assert [one.track for one in store.playlog.facts()] == ["t1", "t2"]
        assert [one.id for one in store.ballots.recent(9)] == ["4", "3"]
