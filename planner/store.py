"""The planner's public store: what the page, the commands and the planner itself keep and read.

Two databases, one a writing process (engine.places): the planner's (catalogue, ballots, tournament,
decisions, playlog) and the web's (votes). Importing this drags in no analysis and no inference.
"""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Literal

from engine.places import Places
from planner.catalogue.catalogue import Catalogue
from planner.database import BUSY_SECONDS, Database
from planner.decisions import Decisions
from planner.keep import Keep
from planner.playlog import Playlog
from planner.retention import give_back
from planner.schema import PlannerVersion, VotesVersion
from planner.tournament.ballots import Ballots
from planner.tournament.register import Register
from planner.tournament.votes import Votes

Writer = Literal["planner", "web"]

DAY = 86_400.0


class Store:
    """``catalogue``, ``ballots``, ``tournament``, ``decisions``, ``playlog`` of the planner; ``votes`` of
    the web."""

    def __init__(
        self,
        planner: Database,
        votes: Database,
        clock: Callable[[], float] = time.time,
        keep: Keep = Keep(),  # noqa: B008  it is frozen
    ) -> None:
        self._databases = (planner, votes)
        self._keep = keep
        self._clock = clock
        self.catalogue = Catalogue(planner)
        self.ballots = Ballots(planner, clock)
        self.decisions = Decisions(planner, clock)
        self.playlog = Playlog(planner)
        self.tournament = Register(planner)
        self.votes = Votes(votes, clock)

    @classmethod
    def open(
        cls,
        places: Places,
        writer: Writer | None,
        *,
        clock: Callable[[], float] = time.time,
        keep: Keep = Keep(),  # noqa: B008  it is frozen
        busy_seconds: float = BUSY_SECONDS,
    ) -> "Store":
        """The store of the station at ``places``, written by ``writer``; everyone else reads, even before
        it is there.

        Raises StorageError where a database can't be opened.
        """
        planner = Database(places.planner_db, PlannerVersion, write=writer == "planner", busy_seconds=busy_seconds)
        votes = Database(places.votes_db, VotesVersion, write=writer == "web", durable=True, busy_seconds=busy_seconds)
        return cls(planner, votes, clock, keep)

    def prune(self) -> None:
        """Drop what is too old of whatever this process writes; cheap enough for every hour."""
        planner, votes = self._databases
        now = self._clock()
        if planner.writable:
            self.ballots.prune(self._keep.ballots)
            self.decisions.prune(self._keep.decisions)
            self.catalogue.prune(now, now - self._keep.gone_days * DAY)
            self.playlog.prune(now - self._keep.playlog_days * DAY)
        if votes.writable:
            self.votes.prune(now - self._keep.votes_days * DAY)
        for database in self._databases:
            if database.writable:
                give_back(database)

    def close(self) -> None:
        """Store what waits and let go of the files."""
        self.votes.close()
        for database in self._databases:
            database.close()

    def __enter__(self) -> "Store":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
