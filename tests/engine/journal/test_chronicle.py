"""What went out is noted once, over restarts too."""

from pathlib import Path

from engine.journal.aired import Aired
from engine.journal.chronicle import CALM, Chronicle, Counts
from engine.programme.programme import Mark, Programme

MARKS = [
    Mark(at=10, kind="transition", track="b", length=20),
    Mark(at=20, kind="track", track="b", title="B"),
    Mark(at=20, kind="ident", length=5),
    Mark(at=50, kind="track", track="c", title="C"),
]
PROGRAMME = Programme(marks=MARKS)


def started(folder: Path, head: int) -> tuple[Aired, Chronicle]:
    aired = Aired(folder, clock=lambda: 1.0)
    return aired, Chronicle(aired, head)


def test_marks_are_noted_once_the_head_has_passed_them(tmp_path: Path) -> None:
    aired, chronicle = started(tmp_path, 0)
    assert chronicle.passed(PROGRAMME, 10) == []
    first = chronicle.passed(PROGRAMME, 21)
    aired.append(first)
    assert [(record.kind, record.frame) for record in first] == [("transition", 10), ("track", 20), ("ident", 20)]
    assert chronicle.passed(PROGRAMME, 40) == []
    assert [record.title for record in chronicle.passed(PROGRAMME, 51)] == ["C"]


def test_a_kill_between_passing_and_noting_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    aired, chronicle = started(tmp_path, 0)
    aired.append(chronicle.passed(PROGRAMME, 21)[:2])  # the line of the third was never written
    aired, chronicle = started(tmp_path, 60)
    records = chronicle.passed(PROGRAMME, 61)
    assert [(record.kind, record.frame) for record in records] == [("ident", 20), ("track", 50)]


def test_lateness_that_lasts_is_told_when_it_begins_and_when_it_is_over(tmp_path: Path) -> None:
    _, chronicle = started(tmp_path, 0)
    told = [record for n in range(1, 50) for record in chronicle.late(Counts(frames=10 * n), n)]
    told += [record for n in range(50, 99) for record in chronicle.late(Counts(frames=490), n)]
    assert [(record.frame, record.why.partition("; ")[2]) for record in told] == [
        (1, "10 frames of clips without their PCM"),
        (49 + CALM, "480 frames of clips without their PCM; over"),
    ]
    (again,) = chronicle.late(Counts(frames=491), 99)
    assert again.why.endswith("; 1 frames of clips without their PCM")


def test_lateness_that_lasts_is_told_by_an_engine_that_leaves(tmp_path: Path) -> None:
    _, chronicle = started(tmp_path, 0)
    told = [chronicle.late(Counts(blocks=n), n) for n in range(1, 4)]
    assert [len(records) for records in told] == [1, 0, 0]
    (record,) = chronicle.late(Counts(blocks=4), 4, leaving=True)
    assert record.count == 3


def test_lateness_is_told_as_what_was_added(tmp_path: Path) -> None:
    _, chronicle = started(tmp_path, 0)
    assert chronicle.late(Counts(), 0) == []
    (record,) = chronicle.late(Counts(blocks=3, frames=100), 5)
    assert (record.kind, record.count, record.frame) == ("late", 3, 5)
    assert chronicle.late(Counts(blocks=3, frames=100), 6) == []
    (record,) = chronicle.late(Counts(blocks=3, frames=100, given_up=9), 7)
    assert (record.kind, record.count) == ("anchored", 9)
