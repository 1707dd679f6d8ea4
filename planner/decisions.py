"""Decisions: why a track was chosen, with everything needed to choose it again. The choosing writes and
reads them; here they are opaque JSON."""

import hashlib
import time
from collections.abc import Callable

from sqlalchemy import BigInteger, LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, mapped_column

from planner.database import Database, upsert
from planner.schema import PlannerBase


class DecisionRow(PlannerBase):
    """``number`` counts decisions in the order they were put; ``at`` is wall time."""

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
            row = {"id": id, "number": number, "at": self._clock(), "body": decision}
            upsert(connection, DecisionRow, row, keep=True)
        return id

    def get(self, id: str) -> bytes | None:
        """The JSON of decision ``id``."""
        with self._database.read() as connection:
            return connection.execute(select(DecisionRow.body).where(DecisionRow.id == id)).scalar()

    def recent(self, count: int) -> list[tuple[str, bytes]]:
        """The last ``count`` decisions as (id, JSON), the latest first."""
        chosen = select(DecisionRow.id, DecisionRow.body).order_by(DecisionRow.number.desc()).limit(count)
        with self._database.read() as connection:
            return [(row.id, row.body) for row in connection.execute(chosen)]

    def prune(self, keep: int) -> None:
        """Drop all but the last ``keep`` decisions."""
        with self._database.write() as connection:
            last = connection.execute(select(func.max(DecisionRow.number))).scalar()
            if last is not None:
                connection.execute(delete(DecisionRow).where(DecisionRow.number <= last - keep))
