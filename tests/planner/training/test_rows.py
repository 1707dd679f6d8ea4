"""Rows survive crashes; what can't be compared is left unread."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from engine.errors import StorageError
from planner.training.rows import VERSION, Rows
from tests.planner.training.made import made_rows


def test_rows_are_kept_and_added_to(tmp_path: Path) -> None:
    rows = Rows(tmp_path / "deep" / "rows.jsonl")
    assert rows.read() == []
    first, second = made_rows(3), made_rows(2, seed=1)
    rows.add(first)
    rows.add(second)
    assert Rows(tmp_path / "deep" / "rows.jsonl").read() == first + second


def test_a_line_that_a_crash_cut_short_costs_that_line_alone(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    first, second = made_rows(2), made_rows(2, seed=1)
    Rows(path).add(first)
    path.write_bytes(path.read_bytes()[:-30])
    Rows(path).add(second)
    assert Rows(path).read() == [first[0], *second]


def test_rows_of_another_version_are_left_unread(tmp_path: Path) -> None:
    rows = Rows(tmp_path / "rows.jsonl")
    made = made_rows(2)
    rows.add([made[0], replace(made[1], version=VERSION + 1)])
    assert rows.read() == made[:1]


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("here is no folder")
    with pytest.raises(StorageError, match="free some space"):
        Rows(blocked / "rows.jsonl").add(made_rows(1))
