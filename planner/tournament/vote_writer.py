"""Group commit: votes that arrive while the disk is busy are stored together in its next turn.

A vote is acknowledged when it is on the disk. One sync takes milliseconds and serves as many votes as are
waiting, so that a ballot's last seconds, when everybody votes, cost the disk no more than a quiet evening.
"""

import queue
import threading
from concurrent.futures import Future

from msgspec import Struct
from msgspec.structs import asdict
from sqlalchemy import Connection, func, select

from engine.errors import StorageError
from planner.database import Database, upsert
from planner.tournament.models import ListenerRow, VoteRow

WAITING = 10_000  # votes that may wait for the disk; beyond that a voter is told to try again
TOGETHER = 1_000  # votes in one transaction

Tally = dict[str, int]


class Vote(Struct, frozen=True):
    """One listener's vote; ``heard_frame``: what they heard when they cast it; ``at``: wall time, seconds."""

    ballot: str
    listener: str
    candidate: str
    heard_frame: int
    at: float


class VoteWriter:
    """One thread that stores votes in the order they came."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: queue.Queue[tuple[Vote, Future[Tally]] | None] = queue.Queue(WAITING)
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def submit(self, vote: Vote) -> Future[Tally]:
        """Resolves to the ballot's tally once ``vote`` is on the disk, or to a StorageError: then it is not
        stored."""
        self._start()
        stored: Future[Tally] = Future()
        stored.set_running_or_notify_cancel()  # a voter that hangs up takes nothing back
        try:
            self._waiting.put_nowait((vote, stored))
        except queue.Full:
            stored.set_exception(StorageError("Too many votes are waiting for the disk; vote again in a moment."))
        return stored

    def close(self) -> None:
        """Store what waits and stop."""
        if self._thread is not None:
            self._waiting.put(None)
            self._thread.join()
            self._thread = None

    def _start(self) -> None:
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="votes", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        going = True
        while going:
            taken = [self._waiting.get(), *self._rest()]
            batch = [one for one in taken if one is not None]
            going = len(batch) == len(taken)
            if batch:
                self._store(batch)

    def _rest(self) -> list[tuple[Vote, Future[Tally]] | None]:
        count = min(self._waiting.qsize(), TOGETHER - 1)  # this thread alone takes, so they stay there
        return [self._waiting.get_nowait() for _ in range(count)]

    def _store(self, batch: list[tuple[Vote, Future[Tally]]]) -> None:
        try:
            with self._database.write() as connection:
                votes = [vote for vote, _ in batch]
                _write(connection, votes)
                tallies = {ballot: tally(connection, ballot) for ballot in {vote.ballot for vote in votes}}
        except Exception as error:  # every voter of the batch must hear of it, whatever it was
            for _, stored in batch:
                stored.set_exception(error)
        else:
            for vote, stored in batch:
                stored.set_result(dict(tallies[vote.ballot]))


def tally(connection: Connection, ballot: str, heard_until: int | None = None) -> Tally:
    """Votes by candidate, of those cast by a listener who had heard no more than ``heard_until``."""
    counted = select(VoteRow.candidate, func.count()).where(VoteRow.ballot == ballot)
    if heard_until is not None:
        counted = counted.where(VoteRow.heard_frame <= heard_until)
    rows = connection.execute(counted.group_by(VoteRow.candidate)).all()
    return {row[0]: row[1] for row in rows}


def _write(connection: Connection, votes: list[Vote]) -> None:
    upsert(connection, VoteRow, [asdict(vote) for vote in votes])
    new = [{"id": v.listener, "first_seen": v.at, "last_seen": v.at} for v in votes]
    upsert(connection, ListenerRow, new, only=("last_seen",))
