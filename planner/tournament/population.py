"""A population at one moment: who lives, who reigns, which round of the first bracket comes next."""

from msgspec import Struct

from planner.tournament import throne
from planner.tournament.bracket import Round
from planner.tournament.competitor import Competitor
from planner.tournament.match import Reign


class Population(Struct, frozen=True, kw_only=True):
    """``living`` by id; ``round``: None once the first bracket is over."""

    living: dict[str, Competitor]
    reign: Reign
    round: Round | None = None

    @property
    def champion(self) -> Competitor:
        """Who plays when nobody votes."""
        return self.living[self.reign.champion]

    @property
    def in_reign(self) -> int:
        """Matches of the champion's since it was crowned."""
        return self.champion.matches - self.reign.matches_before

    @property
    def former(self) -> Competitor | None:
        """The champion before this one, while this one is on probation."""
        return self.living.get(self.reign.former) if self.in_reign <= throne.PROBATION else None

    @property
    def challengers(self) -> list[Competitor]:
        """Everyone but the champion."""
        return [one for one in self.living.values() if one.id != self.reign.champion]

    @property
    def spared(self) -> set[str]:
        """Who may not die: the champion, one that may come back, and who meets in the bracket's next
        round."""
        former = self.former
        pair = self.round.pair if self.round else ()
        return {self.reign.champion, *pair, *([former.id] if former else [])}

    def weakest(self, among: set[str]) -> Competitor | None:
        """Who of ``among`` is replaced: the lowest mean belief. (By μ − 3σ the newborn would always die
        first.)"""
        mortal = [self.living[one] for one in among & self.living.keys() - self.spared]
        return min(mortal, key=lambda one: (one.rating.mu, one.id), default=None)

    def nominators(self, seats: int) -> list[Competitor]:
        """Who nominates, the champion first, which caps what is tried out on air; then those who meet in
        the bracket's round, or a former champion that may come back, the best challenger, and whom least is
        known of."""
        others = self.challengers
        if self.round is not None:
            pair = [self.living[one] for one in self.round.pair]
            return _distinct([self.champion, *pair])[:seats]
        former = [self.former] if self.former else []
        best = sorted(others, key=lambda one: (-one.rating.conservative, one.id))[:1]
        unknown = sorted(others, key=lambda one: (-one.rating.sigma, one.id))
        return _distinct([self.champion, *former, *best, *unknown])[:seats]


def _distinct(competitors: list[Competitor]) -> list[Competitor]:
    return list({one.id: one for one in competitors}.values())
