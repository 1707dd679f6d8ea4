"""Decisions: why a track was chosen, with everything needed to choose it again. The choosing writes and
reads them; here they are opaque JSON."""

import hashlib
import time
import zlib
from collections.abc import Callable

from sqlalchemy import BigInteger, LargeBinary, func, select
from sqlalchemy.orm import Mapped, mapped_column

from planner.database import Database, upsert
from planner.retention import trim
from planner.schema import PlannerBase

LEVEL = 3  # of zlib: 28 kB of a decision's JSON become some 5 kB in half a millisecond


class DecisionRow(PlannerBase):
    """``number`` counts decisions in the order they were put; ``at`` is wall time; ``body`` is JSON, packed by zlib."""

    __tablename__ = "decisions"
    id: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, unique=True)
    at: Mapped[float]
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Decisions:
    """Written by the planner. ``clock`` gives the wall time."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def put(self, decision: bytes, id: str = "") -> str:
        """Store a decision's JSON; its id is ``id``, else the hash of its content. The same id is stored
        once."""
        id = id or hashlib.blake2b(decision, digest_size=8).hexdigest()
        with self._database.write() as connection:
            number = connection.execute(select(func.coalesce(func.max(DecisionRow.number), 0))).scalar_one() + 1
            row = {"id": id, "number": number, "at": self._clock(), "body": zlib.compress(decision, LEVEL)}
            upsert(connection, DecisionRow, row, keep=True)
        return id

    def get(self, id: str) -> bytes | None:
        """The JSON of decision ``id``."""
        with self._database.read() as connection:
            body = connection.execute(select(DecisionRow.body).where(DecisionRow.id == id)).scalar()
        return None if body is None else unpacked(body)

    def recent(self, count: int) -> list[tuple[str, bytes]]:
        """The last ``count`` decisions as (id, JSON), the latest first."""
        chosen = select(DecisionRow.id, DecisionRow.body).order_by(DecisionRow.number.desc()).limit(count)
        with self._database.read() as connection:
            return [(row.id, unpacked(row.body)) for row in connection.execute(chosen)]

    def prune(self, keep: int) -> None:
        """Drop all but the last ``keep`` decisions."""
        with self._database.read() as connection:
            last = connection.execute(select(func.max(DecisionRow.number))).scalar() or 0
        trim(self._database, DecisionRow, DecisionRow.number <= last - keep)


def unpacked(body: bytes) -> bytes:
    """The JSON of a stored body; an Everset before this one stored it as it is."""
    return zlib.decompress(body) if body.startswith(b"x") else body
