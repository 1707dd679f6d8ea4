"""A database of the store: one writing process, any number of readers, and errors that say what to do.

A SQLite file in WAL mode unless a SQLAlchemy URL names another server. A reader may come before the writer:
until the tables are there it reads an empty store.
"""

import os
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event, insert, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase

from engine.errors import StorageError
from planner.schema import SCHEMA_VERSION, table_of

BUSY_SECONDS = 5.0  # a checkpoint of the WAL takes milliseconds; longer means that somebody else holds the file
WAL_LIMIT = 16 * 1024 * 1024  # bytes the write-ahead log shrinks back to after a burst


class Database:
    """``version`` is the mapped class of the schema's version row; its base holds every table of this
    database.

    ``where``: a SQLite file, or a SQLAlchemy URL. ``write``: this process owns it; tables are made where
    missing. ``durable``: a commit returns when it is on the disk itself, so that it outlives a power cut.
    Raises StorageError where the database can't be opened or was written by a later Everset.
    """

    def __init__(
        self,
        where: Path | str,
        version: type[DeclarativeBase],
        *,
        write: bool,
        durable: bool = False,
        busy_seconds: float = BUSY_SECONDS,
    ) -> None:
        self.where = where
        self.writable = write
        self._version = version
        self._metadata = version.metadata
        self._lock = threading.Lock()
        self._ready = False
        self._engine = (
            create_engine(where, pool_pre_ping=True)
            if isinstance(where, str)
            else _sqlite_engine(where, write=write, durable=durable, busy_seconds=busy_seconds)
        )
        if write:
            self._make()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the database; an empty one where nothing was written yet."""
        with self._told():
            if not self._there():
                with _empty().connect() as connection:
                    self._metadata.create_all(connection)
                    yield connection
                return
            with self._engine.begin() as connection:
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction, one at a time in this process: everything in it is stored, or nothing."""
        if not self.writable:
            raise StorageError(f"{self.where} is open for reading only; open the store as its writer to change it.")
        with self._lock, self._told(), self._engine.connect() as plain:
            connection = plain.execution_options(everset_write=True)
            with connection.begin():
                yield connection

    def close(self) -> None:
        """Give back every connection; the last one out folds the write-ahead log into the file."""
        self._engine.dispose()

    def _make(self) -> None:
        with self.write() as connection:
            self._metadata.create_all(connection)
            if self._check(connection) is None:
                connection.execute(insert(table_of(self._version)).values(version=SCHEMA_VERSION))
        self._ready = True

    def _there(self) -> bool:
        if self._ready:
            return True
        if isinstance(self.where, Path) and not self.where.exists():
            return False
        with self._engine.begin() as connection:
            made = self._metadata.tables.keys() <= set(inspect(connection).get_table_names())
            self._ready = made and self._check(connection) is not None
        return self._ready

    def _check(self, connection: Connection) -> int | None:
        found = connection.execute(select(table_of(self._version).c.version)).scalar()
        if found is not None and found != SCHEMA_VERSION:
            raise StorageError(
                f"{self.where} was written with schema {found}; this Everset knows {SCHEMA_VERSION}. "
                "Run the Everset that wrote it, or start with another --data folder."
            )
        return None if found is None else int(found)

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error) as error:
            raise StorageError(_explain(self.where, error)) from error


def upsert(
    connection: Connection,
    row: type[DeclarativeBase],
    values: Mapping[str, object] | Sequence[Mapping[str, object]],
    *,
    keep: bool = False,
    only: Sequence[str] = (),
) -> None:
    """Insert rows; where the primary key is taken, overwrite the columns (``only`` these), or ``keep`` what
    is there."""
    rows = [values] if isinstance(values, Mapping) else list(values)
    if not rows:
        return
    table = table_of(row)
    key = [column.name for column in table.primary_key]
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    statement = make(table)
    if keep:
        statement = statement.on_conflict_do_nothing(index_elements=key)
    else:
        changed = {name: statement.excluded[name] for name in only or rows[0] if name not in key}
        statement = statement.on_conflict_do_update(index_elements=key, set_=changed)
    connection.execute(statement, [dict(one) for one in rows])


def _sqlite_engine(path: Path, *, write: bool, durable: bool, busy_seconds: float) -> Engine:
    uri = f"file:{quote(os.fsencode(path))}?mode={'rwc' if write else 'ro'}"

    def connect() -> sqlite3.Connection:
        # Autocommit, so that the transactions are those begun below and not what the driver guesses.
        return sqlite3.connect(uri, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False)

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=4, max_overflow=16)
    event.listen(engine, "connect", _pragmas(write, durable))
    event.listen(engine, "begin", _begin)
    return engine


def _pragmas(write: bool, durable: bool) -> Callable[[sqlite3.Connection, object], None]:
    def set_up(connection: sqlite3.Connection, _: object) -> None:
        connection.execute("PRAGMA foreign_keys = ON")
        if write:
            connection.execute("PRAGMA auto_vacuum = INCREMENTAL")  # of a file that is made now
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT}")
            # WAL with NORMAL loses the last commits in a power cut, never the file; FULL loses nothing.
            connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")

    return set_up


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: upgrading a reader's snapshot later fails instead of waiting.
    writing = connection.get_execution_options().get("everset_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _empty() -> Engine:
    return create_engine("sqlite://", poolclass=NullPool)


def _explain(where: Path | str, error: Exception) -> str:
    cause = str(getattr(error, "orig", None) or error)
    for sign, advice in _ADVICE.items():
        if sign in cause:
            return f"{where}: {advice} Nothing stored before was lost. ({cause})"
    return f"{where} can't be used as asked: {cause}. Nothing stored before was lost."


_ADVICE = {
    "disk is full": "the disk is full, so nothing more can be stored. Free some space on it.",
    "No space left": "the disk is full, so nothing more can be stored. Free some space on it.",
    "locked": "another process holds the database. Stop the other writer, or try again.",
    "readonly": "the file may not be written. Give this user the right to write the file and its folder.",
    "unable to open": "the file can't be opened. See that its folder exists and that this user may use it.",
    "disk I/O error": "the disk failed to read or write. Check the disk and the space on it.",
    "malformed": "the file is damaged. Move it away and restore the last copy, or scan again.",
    "not a database": "the file is not a database of Everset's. Move it away.",
}
