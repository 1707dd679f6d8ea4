"""The nominators: the tournament's competitors at work, each with its own weights and taste."""

import time
from collections.abc import Callable
from pathlib import Path

import structlog

from engine.errors import ModelError
from planner.choosing.choose import choose
from planner.choosing.columns import Columns
from planner.choosing.decision import Decision
from planner.choosing.occasion import Occasion
from planner.choosing.rules import Rules
from planner.choosing.scorer import SHIPPED, Scorer
from planner.settings import PlannerSettings
from planner.store import Store
from planner.tournament.ballot import Ballot
from planner.tournament.breed import Breeding
from planner.tournament.competitor import Competitor
from planner.tournament.match import Match
from planner.tournament.tournament import Tournament
from planner.transitions.taste import Taste

log = structlog.get_logger()

LOADED = 16  # scorers kept in memory; each has some 13,000 weights


def found(store: Store, models: Path, settings: PlannerSettings, clock: Callable[[], float] = time.time) -> Tournament:
    """The station's tournament, with its first generation if there is none yet. ``clock`` gives the wall time. Raises
    ModelError, StorageError."""
    breeding = Breeding(population=settings.population, seed=settings.seed)
    tournament = Tournament(store.tournament, models, breeding=breeding, clock=clock)
    tournament.found()
    return tournament


class Nominators:
    """``tournament``: who competes. ``rules``: the floor under every model."""

    def __init__(self, tournament: Tournament, rules: Rules) -> None:
        self._tournament = tournament
        self._rules = rules
        self._scorers: dict[str, Scorer] = {}
        log.info("scorer ready", runs_on=self._scorer(self.champion()).provider, champion=self.champion().name)

    def champion(self) -> Competitor:
        """Who decides when nobody votes."""
        return self._tournament.champion()

    def of_ballot(self, seats: int) -> list[Competitor]:
        """Who nominates in the next ballot, the champion first."""
        return self._tournament.nominators(seats)

    def decide(self, competitor: Competitor, library: Columns, occasion: Occasion) -> Decision:
        """What ``competitor`` would play."""
        return choose(occasion, library, self._rules, self._scorer(competitor), competitor.taste)

    def taste(self, competitor_id: str) -> Taste:
        """The taste of a competitor, dead or alive."""
        found = self._tournament.register.competitor(competitor_id)
        return found.taste if found else Taste()

    def play_match(self, ballot: Ballot) -> Match | None:
        """What the closed ``ballot`` means for the tournament; None without votes. A model that can't be bred costs the
        match, not the sound."""
        try:
            return self._tournament.closed(ballot)
        except ModelError as error:
            log.error("the match could not be played", ballot=ballot.id, why=str(error))
            return None

    def _scorer(self, competitor: Competitor) -> Scorer:
        if competitor.id not in self._scorers:
            if len(self._scorers) >= LOADED:
                self._scorers.pop(next(iter(self._scorers)))
            self._scorers[competitor.id] = self._load(competitor)
        return self._scorers[competitor.id]

    def _load(self, competitor: Competitor) -> Scorer:
        try:
            return Scorer(self._tournament.weights(competitor))
        except ModelError as error:
            log.error("weights unusable: the shipped ones take their place", competitor=competitor.name, why=str(error))
            return Scorer(SHIPPED)
