"""The tournament: who nominates, and what a ballot's votes breed. The planner's; the page reads the
register."""

import time
from collections.abc import Callable
from pathlib import Path

import structlog
from msgspec.structs import replace

from engine.errors import ModelError
from engine.journal.append import replace_file
from planner.choosing.scorer import SHIPPED
from planner.tournament import throne
from planner.tournament.ballot import Ballot
from planner.tournament.bracket import next_round
from planner.tournament.breed import Breeding, check
from planner.tournament.competitor import Birth, Competitor
from planner.tournament.evolution import evolve
from planner.tournament.found import found, seed_of
from planner.tournament.match import Match, Reign, match_of
from planner.tournament.names import founder_name
from planner.tournament.population import Population
from planner.tournament.register import Register
from planner.transitions.taste import Taste

log = structlog.get_logger()

KEPT_DEAD = 20_000  # some 10 MB; their weights go long before
KEPT_ANCESTRY = 3  # generations above the living whose weights stay, so that they can be heard again
KEPT_REIGNS = 5  # champions whose weights stay


class Tournament:
    """One line of descent, its weights in the folder ``models``, which is its own. ``clock`` gives the wall
    time; everything else that is random follows from ``seed`` and the ballots. Every method raises
    StorageError where the disk refuses.
    """

    def __init__(
        self,
        register: Register,
        models: Path,
        *,
        shipped: Path = SHIPPED,
        breeding: Breeding = Breeding(),  # noqa: B008  it is frozen
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.register = register
        self._models = models
        self._shipped = shipped
        self._breeding = breeding
        self._clock = clock

    def found(self) -> None:
        """See that there is a population, each with its weights: the first generation on a fresh station.

        Weights that were lost are the shipped ones again. Raises ModelError when those are no scorer.
        """
        living = self.register.living()
        if not living:
            living = found(self._shipped, self._models, self._breeding, self._clock())
            reign = Reign(champion=living[0].id, since=self._clock(), why="founded")
            self.register.record(living, reign=reign)
        for one in living:
            if not self.weights(one).exists():
                log.warning("weights lost: starting again from the shipped ones", competitor=one.name)
                replace_file(self.weights(one), self._shipped.read_bytes())

    def weights(self, one: Competitor) -> Path:
        """Where the ONNX file of ``one`` lies."""
        return self._models / one.weights

    def champion(self) -> Competitor:
        """Who plays when nobody votes. Raises ModelError before :meth:`found`."""
        return self._population().champion

    def nominators(self, seats: int) -> list[Competitor]:
        """Who nominates in the next ballot, at most ``seats`` of them, the champion first."""
        return self._population().nominators(seats)

    def closed(self, ballot: Ballot) -> Match | None:
        """Let a closed ballot count: ratings, a child for a loser, perhaps another champion. None without
        votes.

        The same ballot again changes nothing. Raises ModelError when a child can't be bred; then it did not
        count.
        """
        before = self.register.match(ballot.id)
        if before is not None:
            return before
        population = self._population()
        match = match_of(ballot, self._clock(), population.living)
        if match is None:
            return None
        evolved = evolve(population, match, self._breeding)
        if evolved.offspring is not None:
            evolved.offspring.make_weights(self._models)
        self.register.record(evolved.changed, evolved.match, evolved.reign)
        return evolved.match

    def roll_back(self, why: str) -> Competitor | None:
        """Bring the champion before this one back, whatever the votes say: the air, or an operator, says
        otherwise.

        None where there was none, or where its weights are gone.
        """
        reign = self._population().reign
        former = self.register.competitor(reign.former)
        if former is None or not self.weights(former).exists():
            return None
        back = replace(former, alive=True)
        self.register.record([back], reign=throne.returned(back, self._clock(), why))
        return back

    def enter(self, weights: Path, taste: Taste | None = None) -> Competitor:
        """Let weights that were trained stand as a challenger, with the champion's taste unless told; the
        weakest challenger makes room. Raises ModelError when they are no scorer."""
        data = weights.read_bytes()
        check(data)
        population, at = self._population(), self._clock()
        chance = seed_of("entered", str(weights), str(at))
        entrant = Competitor(
            id=f"{chance:012x}",
            name=founder_name(chance, [one.name for one in population.living.values()]),
            generation=0,
            weights=f"{chance:012x}.onnx",
            taste=taste or population.champion.taste,
            born_at=at,
            birth=Birth(how="entered"),
        )
        replace_file(self.weights(entrant), data)
        leaves = (
            population.weakest(set(population.living)) if len(population.living) >= self._breeding.population else None
        )
        self.register.record([*([replace(leaves, alive=False)] if leaves else []), entrant])
        return entrant

    def prune(self, keep_matches: int) -> None:
        """Drop all but the last ``keep_matches`` matches, and the weights of whoever is neither living, near kin, nor
        was lately champion."""
        self.register.prune(keep_matches, KEPT_DEAD)
        living = [one.id for one in self.register.living()]
        champions = {id for reign in self.register.reigns(KEPT_REIGNS) for id in (reign.champion, reign.former)}
        kept = self.register.ancestors(living, KEPT_ANCESTRY) | champions
        for path in self._models.glob("[0-9a-f]" * 12 + ".onnx"):
            if path.stem not in kept:
                path.unlink(missing_ok=True)

    def _population(self) -> Population:
        reigns = self.register.reigns(1)
        if not reigns:
            raise ModelError("There are no competitors yet: found the tournament first.")
        living = {one.id: one for one in self.register.living()}
        challengers = [one.id for one in self.register.founders()[1:]]
        round = next_round(reigns[0].champion, challengers, self.register.bracket(), living)
        return Population(living=living, reign=reigns[0], round=round)
