"""The audit finds what is missing in a playlog, and what is there twice."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.soak.audit import Audit
from engine.journal.aired import Record
from engine.places import Places
from engine.programme.programme import Mark
from planner.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(Places(tmp_path), "planner") as store:
        yield store


def mark(at: int) -> Mark:
    return Mark(at=at, kind="track", track=f"t{at}")


def record(seq: int, at: int, **facts: object) -> Record:
    return Record(**{"seq": seq, "frame": at, "time": float(at), "kind": "track", "track": f"t{at}", **facts})  # type: ignore[arg-type]


def audited(store: Store, marks: list[int], records: list[Record]) -> Audit:
    audit = Audit(store.playlog)
    audit.mark([mark(at) for at in marks], 0, 1_000)
    store.playlog.ingest(records)
    audit.finish()
    return audit


def test_what_agrees_is_exactly_once(store: Store) -> None:
    audit = audited(store, [10, 20], [record(1, 10), record(2, 20)])
    assert (audit.passed, audit.logged, audit.missing, audit.repeated) == (2, 2, 0, 0)


def test_what_is_not_there_is_missing(store: Store) -> None:
    audit = audited(store, [10, 20, 30, 40], [record(1, 10), record(2, 30)])
    assert (audit.missing, audit.repeated) == (2, 0)


def test_what_is_there_twice_or_never_passed_is_found(store: Store) -> None:
    audit = audited(store, [10, 20], [record(1, 10), record(2, 10), record(3, 15), record(4, 20)])
    assert (audit.missing, audit.repeated) == (0, 2)


def test_a_mark_counts_in_the_block_that_passed_it(store: Store) -> None:
    audit = Audit(store.playlog)
    marks = [mark(10), mark(20)]
    audit.mark(marks, 0, 10)
    assert audit.passed == 0
    audit.mark(marks, 10, 20)
    audit.mark(marks, 20, 30)
    assert audit.passed == 2


def test_late_frames_are_read_from_their_records(store: Store) -> None:
    why = "blocks behind the clock; 77 frames of clips without their PCM"
    audit = audited(store, [], [record(1, 5, kind="late", track="", why=why)])
    assert audit.late_frames == 77
