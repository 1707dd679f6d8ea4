"""The playlog: what really went out, to the frame, as the engine told it."""

import math
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
from msgspec import Struct
from sqlalchemy import BigInteger, Row, func, select
from sqlalchemy.orm import Mapped, mapped_column

from planner.catalogue.fold import storable
from planner.database import Database, upsert
from planner.heard import SOUNDS, Aired, Fact, heard
from planner.retention import trim
from planner.schema import PlannerBase


class FactRow(PlannerBase):
    """A row a record of the engine's."""

    __tablename__ = "playlog"
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    frame: Mapped[int] = mapped_column(BigInteger)
    time: Mapped[float] = mapped_column(index=True)
    kind: Mapped[str]
    track: Mapped[str]
    title: Mapped[str]
    artist: Mapped[str]
    length: Mapped[int] = mapped_column(BigInteger)
    rung: Mapped[str]
    why: Mapped[str]
    count: Mapped[int] = mapped_column(BigInteger)
    recipe: Mapped[str]


CSV_HEAD = ("time", "frame", "seconds", "track", "title", "artist", "recipe", "rung")


class Playlog:
    """Written by the planner, read by everyone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def ingest(self, records: Iterable[Struct | Mapping[str, object]]) -> None:
        """Store the engine's records (engine.journal.aired.Record, or what the socket brings of them).

        A number that is already there stays as it is: the engine may tell everything again.
        """
        facts = [msgspec.convert(msgspec.to_builtins(one), Fact) for one in records]
        with self._database.write() as connection:
            upsert(connection, FactRow, [_columns(fact) for fact in facts], keep=True)

    def last_seq(self) -> int:
        """The highest number stored, 0 where there is none: ask the engine for what follows."""
        with self._database.read() as connection:
            return connection.execute(select(func.coalesce(func.max(FactRow.seq), 0))).scalar_one()

    def between(self, since: float | None = None, until: float | None = None) -> list[Aired]:
        """What was on air at some moment of the wall times [``since``, ``until``), in order; None: no
        bound."""
        first, last = self._seq_before(since), self._seq_after(until)
        chosen = select(FactRow.__table__).order_by(FactRow.seq)
        if first is not None:
            chosen = chosen.where(FactRow.seq >= first)
        if last is not None:
            chosen = chosen.where(FactRow.seq <= last)
        with self._database.read() as connection:
            facts = [_fact(row) for row in connection.execute(chosen).all()]
        return _in_span(heard(facts), since, until)

    def recent(self, count: int) -> list[Aired]:
        """The last ``count`` tracks and idents on air, the latest first."""
        sounds = select(FactRow.time).where(FactRow.kind.in_(SOUNDS)).order_by(FactRow.seq.desc())
        with self._database.read() as connection:
            oldest = connection.execute(sounds.offset(max(count - 1, 0)).limit(1)).scalar()
        return self.between(oldest)[::-1][:count]

    def facts(self, after: int = 0, limit: int = 1_000) -> list[Fact]:
        """The engine's records as they are, of a higher number than ``after``."""
        chosen = select(FactRow.__table__).where(FactRow.seq > after).order_by(FactRow.seq).limit(limit)
        with self._database.read() as connection:
            return [_fact(row) for row in connection.execute(chosen).all()]

    def prune(self, before: float) -> None:
        """Drop what aired before the wall time ``before``."""
        trim(self._database, FactRow, FactRow.time < before)

    def _seq_before(self, since: float | None) -> int | None:
        """From where to read so that what was on air at ``since`` is known, with the seam it came in by."""
        if since is None:
            return None
        on_air = select(FactRow.seq).where(FactRow.kind.in_(SOUNDS), FactRow.time <= since)
        with self._database.read() as connection:
            track = connection.execute(on_air.order_by(FactRow.seq.desc()).limit(1)).scalar()
            seam = select(FactRow.seq).where(FactRow.kind == "transition", FactRow.seq < (track or 0))
            return connection.execute(seam.order_by(FactRow.seq.desc()).limit(1)).scalar() or track

    def _seq_after(self, until: float | None) -> int | None:
        """Up to where to read so that the end of what was on air at ``until`` is known."""
        if until is None:
            return None
        later = select(FactRow.seq).where(FactRow.kind.in_(SOUNDS), FactRow.time >= until)
        with self._database.read() as connection:
            return connection.execute(later.order_by(FactRow.seq).limit(1)).scalar()


def _in_span(aired: list[Aired], since: float | None, until: float | None) -> list[Aired]:
    """Those on air at some moment of the span; each until the next one, the last still."""
    over = [one.wall for one in aired[1:]] + [math.inf]
    return [
        one
        for one, end in zip(aired, over, strict=False)
        if (since is None or end > since) and (until is None or one.wall < until)
    ]


def csv_rows(aired: Iterable[Aired], sample_rate: int) -> Iterator[tuple[str, ...]]:
    """Rows for a CSV file, the head first; times in UTC as ISO 8601, ``sample_rate`` the station's."""
    yield CSV_HEAD
    for one in aired:
        time = datetime.fromtimestamp(one.wall, UTC).isoformat(timespec="milliseconds")
        texts = (one.track, one.title, one.artist, one.recipe, one.rung)
        yield (time, str(one.at), f"{one.length / sample_rate:.3f}", *texts)


def _columns(fact: Fact) -> dict[str, object]:
    texts = {name: storable(getattr(fact, name)) for name in ("title", "artist", "why")}
    return {**msgspec.structs.asdict(fact), **texts}


def _fact(row: Row[Any]) -> Fact:
    return msgspec.convert(dict(row._mapping), Fact)
