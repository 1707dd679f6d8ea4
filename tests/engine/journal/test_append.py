"""Whole lines or none, whatever the disk does."""

import os
import shutil
from pathlib import Path

import pytest

from engine.errors import StorageError
from engine.journal.append import AppendFile, replace_file
from tests.support.disk import file_limit, fill, small_disk


def test_a_line_that_the_disk_refuses_leaves_nothing(tmp_path: Path) -> None:
    file = AppendFile(tmp_path / "log")
    file.append(b"one\n")
    with file_limit(8), pytest.raises(StorageError, match="free some space"):
        file.append(b"two and more\n")
    file.append(b"three\n")
    assert file.path.read_bytes() == b"one\nthree\n"


def test_a_torn_line_stays_on_a_line_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "log").write_bytes(b"one\ntw")
    file = AppendFile(tmp_path / "log")
    file.append(b"three\n")
    assert file.path.read_bytes() == b"one\ntw\nthree\n"
    assert not file.harmed


def test_a_file_that_was_cut_goes_on_with_a_line_of_its_own_and_is_harmed(tmp_path: Path) -> None:
    file = AppendFile(tmp_path / "log")
    file.append(b"one\n")
    os.truncate(file.path, 2)
    file.append(b"two\n")
    assert file.path.read_bytes() == b"on\ntwo\n"
    assert file.harmed


def test_a_folder_that_is_not_there_is_asked_for_again(tmp_path: Path) -> None:
    blocked = tmp_path / "journal"
    blocked.write_text("a file in the way")
    file = AppendFile(blocked / "log")
    with pytest.raises(StorageError):
        file.append(b"one\n")
    blocked.unlink()
    file.append(b"two\n")
    assert file.path.read_bytes() == b"two\n"
    shutil.rmtree(blocked)
    file.append(b"three\n")
    assert file.path.read_bytes() == b"three\n"
    assert file.harmed


def test_a_disk_that_fills_in_the_middle_of_a_line(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", 65_536) as disk:
        file = AppendFile(disk / "log")
        file.append(b"one\n")
        ballast = fill(disk)
        with pytest.raises(StorageError):
            file.append(b"x" * 40_000 + b"\n")
        ballast.unlink()
        file.append(b"two\n")
        assert file.path.read_bytes() == b"one\ntwo\n"
        file.close()


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "made for it" / "a.onnx"
    replace_file(path, b"one")
    replace_file(path, b"two")
    with file_limit(2), pytest.raises(StorageError, match=f"can't write {path} .*: free some space"):
        replace_file(path, b"three")
    assert [one.name for one in path.parent.iterdir()] == ["a.onnx"]
    assert path.read_bytes() == b"two"
