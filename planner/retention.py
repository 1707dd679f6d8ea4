"""Letting go of what is too old, in steps so small that nobody who wants to write waits for them."""

import time
from pathlib import Path

from sqlalchemy import ColumnElement, delete, select, tuple_
from sqlalchemy.orm import DeclarativeBase

from planner.database import Database
from planner.schema import table_of

STEP = 500  # rows or pages in one transaction: some milliseconds
PAUSE = 0.01  # seconds between two, in which others write
SLACK = 0.25  # the share of a file that may be empty: what is dropped today is written again tomorrow
SHRINKS = 100  # steps of giving back at once: 200 MB


def trim(database: Database, row: type[DeclarativeBase], old: ColumnElement[bool]) -> int:
    """Delete the rows that are ``old``; how many they were. Raises StorageError; what is gone by then is gone."""
    table = table_of(row)
    columns = list(table.primary_key)
    key = tuple_(*columns) if len(columns) > 1 else columns[0]
    some = delete(table).where(key.in_(select(*columns).where(old).limit(STEP)))
    gone = 0
    while True:
        with database.write() as connection:
            count = connection.execute(some).rowcount
        gone += count
        if count < STEP:
            return gone
        time.sleep(PAUSE)


def give_back(database: Database) -> None:
    """Return to the disk what is empty of a SQLite file, beyond what will be written again. A file that an Everset made
    that did not do this stays as large as it was; its pages are reused. Raises StorageError."""
    if not isinstance(database.where, Path):
        return
    for _ in range(SHRINKS):
        if not _shrink(database):
            return
        time.sleep(PAUSE)


def _shrink(database: Database) -> bool:
    """One step; False when there is nothing more to be done."""
    with database.write() as connection:
        told = connection.exec_driver_sql
        modes, free, pages = (
            int(told(f"PRAGMA {what}").scalar_one()) for what in ("auto_vacuum", "freelist_count", "page_count")
        )
        if modes == 0 or free <= max(SLACK * pages, STEP):
            return False
        for _ in range(STEP):  # Python's sqlite3 takes one step of a statement: one page, however many are asked for
            told("PRAGMA incremental_vacuum(1)")
    return True
