"""One writer, many readers, and errors that say what to do."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from engine.errors import StorageError
from planner.catalogue.models import CorrectionRow
from planner.database import Database, upsert
from planner.decisions import DecisionRow
from planner.schema import PlannerVersion


def opened(path: Path, write: bool = True, busy_seconds: float = 0.05) -> Database:
    return Database(path, PlannerVersion, write=write, busy_seconds=busy_seconds)


def row(number: int, body: bytes = b"{}") -> dict[str, object]:
    return {"id": f"d{number}", "number": number, "at": 0.0, "body": body}


def ids(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(select(DecisionRow.id).order_by(DecisionRow.number)).scalars())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "planner.db"


def test_a_reader_may_come_first(path: Path) -> None:
    reader = opened(path, write=False)
    assert ids(reader) == []
    assert not path.exists()  # reading makes nothing
    writer = opened(path)
    with writer.write() as connection:
        upsert(connection, DecisionRow, row(1))
    assert ids(reader) == ["d1"]


def test_a_file_that_lacks_a_table_is_an_empty_store_until_its_writer_has_made_it(path: Path) -> None:
    with opened(path).write() as connection:
        connection.execute(insert(DecisionRow), row(1))
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("DROP TABLE corrections")  # as an earlier Everset left it
    reader = opened(path, write=False)
    with reader.read() as connection:
        assert list(connection.execute(select(CorrectionRow.track))) == []
    opened(path)
    assert ids(reader) == ["d1"]


def test_a_file_without_tables_is_an_empty_store(path: Path) -> None:
    path.touch()
    assert ids(opened(path, write=False)) == []


def test_a_name_that_a_url_would_not_take(tmp_path: Path) -> None:
    folder = tmp_path / "100% mix? #1 é"
    folder.mkdir()
    writer = opened(folder / "planner.db")
    with writer.write() as connection:
        upsert(connection, DecisionRow, row(1))
    assert (folder / "planner.db").stat().st_size > 0
    assert ids(opened(folder / "planner.db", write=False)) == ["d1"]


def test_a_transaction_is_all_or_nothing(path: Path) -> None:
    writer = opened(path)
    with pytest.raises(StorageError) as caught, writer.write() as connection:
        connection.execute(insert(DecisionRow), [row(1)])
        connection.execute(insert(DecisionRow), [row(1)])
    assert isinstance(caught.value.__cause__, IntegrityError)
    assert ids(writer) == []


def test_a_reader_can_not_write(path: Path) -> None:
    opened(path)
    with pytest.raises(StorageError, match="reading only"), opened(path, write=False).write():
        pass


def test_upsert_overwrites_keeps_or_changes_some(path: Path) -> None:
    writer = opened(path)
    with writer.write() as connection:
        upsert(connection, DecisionRow, [row(1), row(2)])
        upsert(connection, DecisionRow, {**row(1, b"[1]"), "at": 5.0}, only=("body",))
        upsert(connection, DecisionRow, row(2, b"[2]"), keep=True)
        upsert(connection, DecisionRow, [])
    with writer.read() as connection:
        found = connection.execute(select(DecisionRow.body, DecisionRow.at).order_by(DecisionRow.number)).all()
    assert [tuple(one) for one in found] == [(b"[1]", 0.0), (b"{}", 0.0)]


def test_a_full_disk_says_so_and_loses_nothing(path: Path) -> None:
    writer = opened(path)
    with writer.write() as connection:
        upsert(connection, DecisionRow, row(1))
    # The same error as a full disk's, raised by SQLite in the same place: no page more than it has now.
    with writer.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1")
    with pytest.raises(StorageError, match=r"disk is full.*Free some space.*Nothing stored before was lost"):
        for number in range(2, 50):
            with writer.write() as connection:
                upsert(connection, DecisionRow, row(number, bytes(10_000)))
    kept = ids(writer)
    assert kept[0] == "d1"
    with writer.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
    with writer.write() as connection:
        upsert(connection, DecisionRow, row(99))
    writer.close()
    assert ids(opened(path)) == [*kept, "d99"]


def test_a_held_database_says_so(path: Path) -> None:
    writer = opened(path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="another process holds"), writer.write():
        pass
    assert ids(writer) == []  # reading goes on meanwhile
    other.execute("ROLLBACK")
    other.close()
    with writer.write() as connection:
        upsert(connection, DecisionRow, row(1))
    assert ids(writer) == ["d1"]


def test_what_is_no_database_is_left_alone(path: Path) -> None:
    path.write_bytes(b"not a database at all, but somebody's file" * 100)
    before = path.read_bytes()
    with pytest.raises(StorageError, match="not a database of Everset's"):
        opened(path)
    with pytest.raises(StorageError):
        ids(opened(path, write=False))
    assert path.read_bytes() == before


def test_a_later_schema_is_refused(path: Path) -> None:
    opened(path).close()
    plain = sqlite3.connect(path)
    plain.execute("UPDATE planner_version SET version = 99")
    plain.commit()
    plain.close()
    with pytest.raises(StorageError, match="schema 99"):
        opened(path)
    with pytest.raises(StorageError, match="schema 99"):
        ids(opened(path, write=False))


def test_a_killed_writer_leaves_what_it_committed(path: Path, tmp_path: Path) -> None:
    writer = opened(path)
    with writer.write() as connection:
        upsert(connection, DecisionRow, row(1))
    copy = tmp_path / "copy"  # file and log as a SIGKILL would leave them, without a checkpoint
    copy.mkdir()
    for file in tmp_path.glob("planner.db*"):
        shutil.copy(file, copy)
    assert ids(opened(copy / "planner.db", write=False)) == ["d1"]
    assert ids(opened(copy / "planner.db")) == ["d1"]
