"""The record of what went out: every fact once, for a planner that may have been away."""

import shutil
from pathlib import Path

import pytest

from engine.errors import StorageError
from engine.journal import aired
from engine.journal.aired import Aired, Record
from engine.programme.programme import Mark
from tests.support.disk import file_limit


def opened(folder: Path) -> Aired:
    """On a machine whose time has just begun, so that numbers begin at 1."""
    return Aired(folder, clock=lambda: 0.0)


def note(log: Aired, count: int) -> list[Record]:
    records = [log.record("late", 10 * number, count=number) for number in range(1, count + 1)]
    log.append(records)
    return records


def test_numbers_run_on_over_restarts(tmp_path: Path) -> None:
    first = Aired(tmp_path, clock=lambda: 0.005)
    note(first, 3)
    second = Aired(tmp_path, clock=lambda: 0.007)
    note(second, 2)
    assert [(record.seq, record.time) for record in second.after(0)] == [
        *((number, 0.005) for number in (6, 7, 8)),
        *((number, 0.007) for number in (9, 10)),
    ]
    assert [record.seq for record in second.after(8)] == [9, 10]
    assert second.after(10) == []


def test_a_folder_that_was_deleted_gives_no_number_twice(tmp_path: Path) -> None:
    note(Aired(tmp_path / "one", clock=lambda: 100.0), 5)
    anew = Aired(tmp_path / "two", clock=lambda: 101.0)
    note(anew, 1)
    assert anew.after(0)[0].seq > 100_005


def test_numbers_go_on_behind_those_that_somebody_was_told_before_the_clock_was_set_back(tmp_path: Path) -> None:
    note(opened(tmp_path), 2)
    log = opened(tmp_path)
    note(log, 3)
    log.go_on_behind(900)
    note(log, 1)
    assert [(record.seq, record.count) for record in log.after(900)] == [(901, 1), (902, 2), (903, 3), (904, 1)]
    assert [record.seq for record in opened(tmp_path).after(900)] == [901, 902, 903, 904]
    log.go_on_behind(904)
    assert [record.count for record in log.after(904)] == []


def test_a_folder_that_is_deleted_meanwhile_is_made_again(tmp_path: Path) -> None:
    log = opened(tmp_path / "journal")
    note(log, 2)
    shutil.rmtree(tmp_path / "journal")
    note(log, 1)
    assert [record.seq for record in log.after(0)] == [1, 2, 3]
    assert [record.seq for record in opened(tmp_path / "journal").after(0)] == [3]


def test_a_batch_can_be_limited_and_gone_on_with(tmp_path: Path) -> None:
    log = opened(tmp_path)
    note(log, 10)
    seen: list[int] = []
    while batch := log.after(seen[-1] if seen else 0, limit=3):
        seen += [record.seq for record in batch]
    assert seen == list(range(1, 11))


def test_a_torn_line_is_left_out(tmp_path: Path) -> None:
    note(opened(tmp_path), 3)
    path = tmp_path / "aired-1.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    log = opened(tmp_path)
    assert log.damaged == 1
    note(log, 1)
    assert [record.seq for record in opened(tmp_path).after(0)] == [1, 2, 3]


def test_a_mark_is_noted_once(tmp_path: Path) -> None:
    log = opened(tmp_path)
    mark = Mark(at=40, kind="track", track="t", title="Title", artist="Artist", data={"waveform": [1] * 999})
    assert not log.noted(mark)
    log.append([log.mark(mark)])
    again = opened(tmp_path)
    assert again.noted(mark)
    assert not again.noted(Mark(at=40, kind="transition", track="t"))
    assert again.marks_until() == 40
    assert (tmp_path / "aired-1.jsonl").stat().st_size < 200  # the planner has the waveform already


def test_what_a_full_disk_refused_is_told_once_it_is_written(tmp_path: Path) -> None:
    log = opened(tmp_path)
    note(log, 1)
    with file_limit(100), pytest.raises(StorageError):
        note(log, 2)
    assert [record.seq for record in log.after(0)] == [1]
    note(log, 1)
    assert [record.seq for record in log.after(0)] == [1, 2, 3, 4]
    assert [record.seq for record in opened(tmp_path).after(0)] == [1, 2, 3, 4]


def test_segments_are_bounded_and_old_records_are_still_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aired, "SEGMENT_BYTES", 500)
    monkeypatch.setattr(aired, "SEGMENTS", 4)
    monkeypatch.setattr(aired, "RECENT", 5)
    log = opened(tmp_path)
    for _ in range(200):
        note(log, 1)
    assert len(log.segments()) == 4
    assert sum(path.stat().st_size for path in log.segments()) < 4 * 700
    oldest = aired.first_seq(log.segments()[0])
    seen: list[int] = [oldest - 1]
    while batch := opened(tmp_path).after(seen[-1], limit=4):
        seen += [record.seq for record in batch]
    assert seen[1:] == list(range(oldest, 201))
