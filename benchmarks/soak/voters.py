"""Simulated voters: a crowd with a known taste that votes on every ballot, by the path that the page's votes take."""

from typing import Any

import msgspec
import numpy as np

from planner.choosing.columns import Columns
from planner.directing.shelf import Shelf
from planner.store import Store
from planner.tournament.ballot import Ballot
from planner.tournament.crowd import TASTES, Crowd

ABSTAIN = 0.1  # of the ballots, as at night: the champion decides
CHANGED = 0.1  # of the voters change their mind once


class Voters:
    """``crowd`` before the page whose store is ``web``. ``day``: of the soak; every day has other listeners."""

    def __init__(self, web: Store, crowd: Crowd | None = None, seed: int = 0) -> None:
        self._web = web
        self._crowd = crowd or Crowd(taste=TASTES["rising"])
        self._chance = np.random.default_rng(seed)
        self.cast = 0  # votes that the disk acknowledged, changes of mind too
        self.counted = 0  # that closed ballots counted
        self.ballots = 0
        self.lost = 0  # acknowledged, and not counted

        self._acknowledged: dict[str, int] = {}

    def hear(self, shelf: Shelf, day: int, event: str, facts: dict[str, Any]) -> None:
        """The planner published ``event``."""
        if event != "ballot":
            return
        ballot = msgspec.convert(facts["ballot"], Ballot)
        if ballot.closed:
            self._closed(ballot)
        else:
            self._vote(shelf, ballot, day)

    def _vote(self, shelf: Shelf, ballot: Ballot, day: int) -> None:
        self.ballots += 1
        now = shelf.track(ballot.after_track)
        if now is None or self._chance.random() < ABSTAIN:
            return
        rows = [int(shelf.columns.rows_of(one.track)[0]) for one in ballot.candidates]
        liked = self._crowd.likes(Columns([now]), shelf.columns)[rows]
        votes = self._crowd.vote(liked, self._chance)
        choices = [one for one, count in zip(ballot.candidates, votes, strict=True) for _ in range(count)]
        listeners = [f"{day:08d}{number:024d}" for number in range(len(choices))]
        waiting = []
        for listener, choice in zip(listeners, choices, strict=True):
            if self._chance.random() < CHANGED:
                waiting.append(self._submit(ballot, listener, ballot.candidates[0].id))
            waiting.append(self._submit(ballot, listener, choice.id))
        for stored in waiting:
            stored.result()
        self.cast += len(waiting)
        self._acknowledged[ballot.id] = len(choices)

    def _submit(self, ballot: Ballot, listener: str, candidate: str) -> Any:
        return self._web.votes.submit(ballot.id, listener, candidate, ballot.opens_frame)

    def _closed(self, ballot: Ballot) -> None:
        tally = sum(ballot.tally.values())
        self.counted += tally
        self.lost += self._acknowledged.pop(ballot.id, 0) - tally
