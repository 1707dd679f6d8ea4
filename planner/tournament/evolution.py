"""What a match does to a population: ratings, perhaps another champion, a child for a loser. Pure: no disk,
no clock."""

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from planner.tournament import throne
from planner.tournament.bracket import Round
from planner.tournament.breed import HYBRID_SHARE, Breeding
from planner.tournament.competitor import Competitor
from planner.tournament.match import Match, Reign
from planner.tournament.offspring import Offspring, bred
from planner.tournament.population import Population
from planner.tournament.rating import rated


class Evolved(Struct, frozen=True):
    """``match`` with everything it led to; ``changed``: competitors to be stored; ``reign``: one that began;
    ``offspring``: whose weights are still to be made."""

    match: Match
    changed: list[Competitor]
    reign: Reign | None
    offspring: Offspring | None


def evolve(population: Population, match: Match, breeding: Breeding) -> Evolved:
    """The consequences of ``match``."""
    as_round = population.round.held(match) if population.round else None
    held = population.round if as_round else None
    match, played = _rate(as_round or match, population.living)
    living = {**population.living, **played}
    after = replace(population, living=living, round=None if held else population.round)
    reign = _crown(after, match)
    after = replace(after, reign=reign or after.reign)
    offspring = _offspring(after, held, match, breeding)
    match = replace(match, crowned=reign.champion if reign else "")
    if offspring is not None:
        match = replace(match, replaced=offspring.replaced.id, child=offspring.child.id)
        played[offspring.replaced.id] = replace(living[offspring.replaced.id], alive=False)
        played[offspring.child.id] = offspring.child
    return Evolved(match, list(played.values()), reign, offspring)


def _rate(match: Match, living: Mapping[str, Competitor]) -> tuple[Match, dict[str, Competitor]]:
    before = {one: living[one].rating for one in match.votes}
    after = rated(before, match.votes)
    losers = match.losers
    played = {
        one: replace(
            living[one],
            rating=after[one],
            wins=living[one].wins + (one == match.winner and bool(losers)),
            losses=living[one].losses + (one in losers),
        )
        for one in match.votes
    }
    return replace(match, before=before, after=after), played


def _crown(population: Population, match: Match) -> Reign | None:
    champion, former = population.champion, population.former
    if former is not None and throne.comes_back(champion, former, population.in_reign):
        return throne.returned(former, match.at, "its rating says it was the better one")
    challengers = [one for one in population.challengers if one != former]
    better = throne.successor(champion, challengers)
    if better is None:
        return None
    return Reign(champion=better.id, since=match.at, former=champion.id, matches_before=better.matches)


def _offspring(population: Population, held: Round | None, match: Match, breeding: Breeding) -> Offspring | None:
    if held is not None and held.breeds == "nothing":
        return None
    if held is not None and held.breeds == "hybrid":
        return _hybrid(population, (*held.beaten, match.beaten), match, breeding)
    loser = population.weakest(set(match.losers) - {match.contender})
    if loser is None:
        return None
    return bred((population.living[match.winner], loser), loser, match, breeding, _names(population))


def _hybrid(population: Population, beaten: Sequence[str], match: Match, breeding: Breeding) -> Offspring | None:
    """The child of the two best of the bracket's beaten, in the place of the last of them."""
    losers = [population.living[one] for one in beaten if one in population.living]
    ranked = sorted(losers, key=lambda one: (-one.rating.mu, one.id))
    last = population.weakest(set(beaten))
    if last is None:
        return None
    even = replace(breeding, mix=replace(breeding.mix, share=HYBRID_SHARE))
    return bred((ranked[0], ranked[min(1, len(ranked) - 1)]), last, match, even, _names(population))


def _names(population: Population) -> list[str]:
    return [one.name for one in population.living.values()]
