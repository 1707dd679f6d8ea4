"""What the store's tables share: one declarative base a database, and the version each was written with.

One database a writing process: ``PlannerBase`` is written by the planner, ``VotesBase`` by the web. Types and
statements are those that SQLite and PostgreSQL both know.
"""

from sqlalchemy import Table
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMA_VERSION = 1


class PlannerBase(DeclarativeBase):
    """Tables of the planner's database."""


class VotesBase(DeclarativeBase):
    """Tables of the web's database."""


class PlannerVersion(PlannerBase):
    """One row: the schema the planner's database was written with."""

    __tablename__ = "planner_version"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class VotesVersion(VotesBase):
    """One row: the schema the web's database was written with."""

    __tablename__ = "votes_version"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


def table_of(row: type[DeclarativeBase]) -> Table:
    """The table behind a mapped class."""
    assert isinstance(row.__table__, Table)
    return row.__table__
