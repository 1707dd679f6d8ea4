"""The ballots of a station, in the order they opened."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, select, update

from engine.errors import StorageError
from planner.database import Database, upsert
from planner.retention import trim
from planner.tournament.ballot import Ballot, Candidate
from planner.tournament.models import BallotRow

_candidates = msgspec.json.Decoder(tuple[Candidate, ...]).decode
_tally = msgspec.json.Decoder(dict[str, int]).decode
_encode = msgspec.json.Encoder().encode


class Ballots:
    """Written by the planner, read by everyone. ``clock`` gives the wall time of a closing."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def open(self, ballot: Ballot) -> None:
        """Store an open ballot. The same one again is stored once; a closed one stays closed."""
        row = {
            "id": ballot.id,
            "after_track": ballot.after_track,
            "opens_frame": ballot.opens_frame,
            "closes_frame": ballot.closes_frame,
            "candidates": _encode(ballot.candidates),
            "tally": _encode({}),
        }
        with self._database.write() as connection:
            number = connection.execute(select(func.coalesce(func.max(BallotRow.number), 0))).scalar_one() + 1
            upsert(connection, BallotRow, {**row, "number": number}, keep=True)

    def stop(self, id: str) -> None:
        """From now on no vote in ballot ``id`` is acknowledged: whoever counts afterwards counts every one that was."""
        still_open = update(BallotRow).where(BallotRow.id == id, BallotRow.winner.is_(None))
        with self._database.write() as connection:
            connection.execute(still_open.values(closed_at=self._clock()))

    def close(self, id: str, winner: str, tally: Mapping[str, int]) -> Ballot:
        """Close ballot ``id`` with the votes that counted and return it; closing twice keeps the first
        closing.

        StorageError where there is no such ballot, or ``winner`` does not stand in it.
        """
        ballot = self.get(id)
        if ballot is None or ballot.candidate(winner) is None:
            raise StorageError(f"Ballot {id} with candidate {winner} is not stored: open it before closing it.")
        changes = {
            "winner": winner,
            "decided_by": "votes" if sum(tally.values()) > 0 else "champion",
            "tally": _encode(dict(tally)),
            "closed_at": self._clock(),
        }
        still_open = update(BallotRow).where(BallotRow.id == id, BallotRow.winner.is_(None))
        with self._database.write() as connection:
            connection.execute(still_open.values(changes))
        closed = self.get(id)
        assert closed is not None
        return closed

    def current(self) -> Ballot | None:
        """The ballot that opened last, if it is still open."""
        latest = self.recent(1)
        return latest[0] if latest and not latest[0].closed else None

    def get(self, id: str) -> Ballot | None:
        """The ballot ``id``."""
        found = self._select(select(BallotRow.__table__).where(BallotRow.id == id))
        return found[0] if found else None

    def recent(self, count: int) -> list[Ballot]:
        """The last ``count`` ballots, open or closed, the latest first."""
        return self._select(select(BallotRow.__table__).order_by(BallotRow.number.desc()).limit(count))

    def prune(self, keep: int) -> None:
        """Drop all but the last ``keep`` ballots; what they decided stays in the matches and the lineage."""
        with self._database.read() as connection:
            last = connection.execute(select(func.max(BallotRow.number))).scalar() or 0
        trim(self._database, BallotRow, BallotRow.number <= last - keep)

    def _select(self, chosen: Select[Any]) -> list[Ballot]:
        with self._database.read() as connection:
            return [_ballot(row) for row in connection.execute(chosen).all()]


def _ballot(row: Row[Any]) -> Ballot:
    return Ballot(
        id=row.id,
        after_track=row.after_track,
        opens_frame=row.opens_frame,
        closes_frame=row.closes_frame,
        candidates=_candidates(row.candidates),
        winner=row.winner,
        decided_by=row.decided_by,
        tally=_tally(row.tally),
        closed_at=row.closed_at,
    )
