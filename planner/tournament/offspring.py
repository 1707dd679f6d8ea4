"""A child: its parents' blend in weights, in taste, in name, and in what is believed of it."""

import math
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from engine.journal.append import replace_file
from planner.tournament.breed import HYBRID_SHARE, Breeding, Mix, breed_taste, breed_weights
from planner.tournament.competitor import Birth, Competitor, How, Rating
from planner.tournament.found import seed_of
from planner.tournament.match import Match
from planner.tournament.names import child_name

#: What a child's skill may differ from its parents' blend, as a standard deviation: half of what is not known of
#: anybody at the start.
UNKNOWN = 25.0 / 6.0


class Offspring(Struct, frozen=True):
    """A ``child`` of ``first`` and ``second``, mixed by ``mix``, in the place of ``replaced``."""

    child: Competitor
    first: Competitor
    second: Competitor
    replaced: Competitor
    mix: Mix

    def make_weights(self, models: Path) -> None:
        """Breed the child's weights and write them to the folder ``models``. Raises ModelError and
        StorageError."""
        parents = models / self.first.weights, models / self.second.weights
        data = breed_weights(*parents, self.mix, int(self.child.id, 16))
        replace_file(models / self.child.weights, data)


def bred(
    parents: tuple[Competitor, Competitor],
    replaced: Competitor,
    match: Match,
    breeding: Breeding,
    taken: Collection[str],
) -> Offspring:
    """The child of ``parents``, the stronger first, that ``match`` breeds; ``taken`` are names it can't
    have."""
    first, second = parents
    mix = breeding.mix
    chance = seed_of(match.ballot, first.id, second.id, str(breeding.seed))
    id = f"{chance:012x}"
    how: How = "hybrid" if mix.share == HYBRID_SHARE else "bred"
    child = Competitor(
        id=id,
        name=child_name(first.name, chance, taken),
        generation=max(first.generation, second.generation) + 1,
        weights=f"{id}.onnx",
        taste=breed_taste(first.taste, second.taste, mix, chance),
        parents=(first.id, second.id),
        born_at=match.at,
        birth=Birth(how=how, ballot=match.ballot, votes=match.votes),
        rating=inherited(first.rating, second.rating, mix.share),
    )
    return Offspring(child, first, second, replaced, mix)


def inherited(first: Rating, second: Rating, share: float) -> Rating:
    """What is believed of a child before its first match: its parents' blend, and that mutations are
    unknown."""
    mu = share * first.mu + (1.0 - share) * second.mu
    spread = math.hypot(share * first.sigma, (1.0 - share) * second.sigma, UNKNOWN)
    return Rating(mu, min(spread, Rating().sigma))
