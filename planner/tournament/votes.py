"""The listeners' votes: one per listener and ballot, changeable, on the disk before anyone is thanked."""

import time
from collections.abc import Callable
from concurrent.futures import Future

from sqlalchemy import func, select

from planner.database import Database
from planner.retention import trim
from planner.tournament.models import ListenerRow, VoteRow
from planner.tournament.vote_writer import Tally, Vote, VoteWriter, tally


class Votes:
    """Written by the web, read by everyone. Whether a ballot is open, and the voter tuned in, is the
    caller's to say.

    ``clock`` gives the wall time of a vote.
    """

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._writer = VoteWriter(database)
        self._clock = clock

    def submit(self, ballot: str, listener: str, candidate: str, heard_frame: int) -> Future[Tally]:
        """Cast or change a vote without waiting; resolves to the tally (votes by candidate) once it is on
        the disk.

        For an event loop: ``await asyncio.wrap_future(votes.submit(...))``. Resolves to a StorageError
        where the disk refuses; then the vote before, if any, still stands.
        """
        return self._writer.submit(Vote(ballot, listener, candidate, heard_frame, self._clock()))

    def put(self, ballot: str, listener: str, candidate: str, heard_frame: int) -> Tally:
        """:meth:`submit`, waited for."""
        return self.submit(ballot, listener, candidate, heard_frame).result()

    def tally(self, ballot: str, heard_until: int | None = None) -> Tally:
        """Votes by candidate; with ``heard_until`` only those of listeners who had heard no later frame."""
        with self._database.read() as connection:
            return tally(connection, ballot, heard_until)

    def of(self, ballot: str, listener: str) -> str | None:
        """The candidate that ``listener`` votes for."""
        chosen = select(VoteRow.candidate).where(VoteRow.ballot == ballot, VoteRow.listener == listener)
        with self._database.read() as connection:
            return connection.execute(chosen).scalar()

    def count_listeners(self, since: float = 0.0) -> int:
        """How many listeners voted at or after the wall time ``since``."""
        chosen = select(func.count()).select_from(ListenerRow).where(ListenerRow.last_seen >= since)
        with self._database.read() as connection:
            return connection.execute(chosen).scalar_one()

    def prune(self, before: float) -> None:
        """Drop votes cast before the wall time ``before``, and listeners not seen since."""
        trim(self._database, VoteRow, VoteRow.at < before)
        trim(self._database, ListenerRow, ListenerRow.last_seen < before)

    def close(self) -> None:
        """Store what waits."""
        self._writer.close()
