"""The record of what went out: every fact once, for a planner that may have been away."""

from pathlib import Path

import pytest

from engine import aired
from engine.aired import Aired, Record
from engine.errors import StorageError
from engine.programme import Mark
from tests.support.disk import file_limit


def note(log: Aired, count: int) -> list[Record]:
    records = [log.record("late", 10 * number, count=number) for number in range(1, count + 1)]
    log.append(records)
    return records


def test_numbers_run_on_over_restarts(tmp_path: Path) -> None:
    first = Aired(tmp_path, clock=lambda: 5.0)
    note(first, 3)
    second = Aired(tmp_path, clock=lambda: 9.0)
    note(second, 2)
    assert [(record.seq, record.time) for record in second.after(0)] == [
        (1, 5),
        (2, 5),
        (3, 5),
        (4, 9),
        (5, 9),
    ]
    assert [record.seq for record in second.after(3)] == [4, 5]
    assert second.after(5) == []


def test_a_batch_can_be_limited_and_gone_on_with(tmp_path: Path) -> None:
    log = Aired(tmp_path)
    note(log, 10)
    seen: list[int] = []
    while batch := log.after(seen[-1] if seen else 0, limit=3):
        seen += [record.seq for record in batch]
    assert seen == list(range(1, 11))


def test_a_torn_line_is_left_out(tmp_path: Path) -> None:
    note(Aired(tmp_path), 3)
    path = tmp_path / "aired-1.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    log = Aired(tmp_path)
    assert log.damaged == 1
    note(log, 1)
    assert [record.seq for record in Aired(tmp_path).after(0)] == [1, 2, 3]


def test_a_mark_is_noted_once(tmp_path: Path) -> None:
    log = Aired(tmp_path)
    mark = Mark(at=40, kind="track", track="t", title="Title", artist="Artist", data={"waveform": [1] * 999})
    assert not log.noted(mark)
    log.append([log.mark(mark)])
    again = Aired(tmp_path)
    assert again.noted(mark)
    assert not again.noted(Mark(at=40, kind="transition", track="t"))
    assert again.marks_until() == 40
    assert (tmp_path / "aired-1.jsonl").stat().st_size < 200  # the planner has the waveform already


def test_what_a_full_disk_refused_is_told_once_it_is_written(tmp_path: Path) -> None:
    log = Aired(tmp_path)
    note(log, 1)
    with file_limit(100), pytest.raises(StorageError):
        note(log, 2)
    assert [record.seq for record in log.after(0)] == [1]
    note(log, 1)
    assert [record.seq for record in log.after(0)] == [1, 2, 3, 4]
    assert [record.seq for record in Aired(tmp_path).after(0)] == [1, 2, 3, 4]


def test_segments_are_bounded_and_old_records_are_still_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(aired, "SEGMENT_BYTES", 500)
    monkeypatch.setattr(aired, "SEGMENTS", 4)
    monkeypatch.setattr(aired, "RECENT", 5)
    log = Aired(tmp_path)
    for _ in range(200):
        note(log, 1)
    assert len(log.segments()) == 4
    assert sum(path.stat().st_size for path in log.segments()) < 4 * 700
    oldest = aired.first_seq(log.segments()[0])
    seen: list[int] = [oldest - 1]
    while batch := Aired(tmp_path).after(seen[-1], limit=4):
        seen += [record.seq for record in batch]
    assert seen[1:] == list(range(oldest, 201))
