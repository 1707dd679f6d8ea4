"""The first bracket: challengers in turn, then a hybrid of the losers, then the boss.

With four challengers these are five rounds. The contender of a round is the winner of the one before; the
boss is the champion. A round is a ballot with votes in which both nominated.
"""

from collections.abc import Collection, Sequence
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from planner.tournament.match import Match

Breeds = Literal["nothing", "hybrid", "child"]


class Round(Struct, frozen=True):
    """``number`` from 1; ``contender`` meets ``opponent``. The losers wait until their hybrid is bred; then
    it is a child as ever. ``beaten``: who lost in the rounds before."""

    number: int
    contender: str
    opponent: str
    breeds: Breeds
    beaten: tuple[str, ...] = ()

    @property
    def pair(self) -> tuple[str, str]:
        """Who meets."""
        return self.contender, self.opponent

    def held(self, match: Match) -> Match | None:
        """``match`` as this round: more votes go on, the contender where they are even. None if it was
        not."""
        if not match.votes.keys() >= set(self.pair):
            return None
        first, second = self.pair
        if match.votes[second] > match.votes[first]:
            first, second = second, first
        return replace(match, round=self.number, contender=first, beaten=second)


def next_round(boss: str, challengers: Sequence[str], played: Sequence[Match], alive: Collection[str]) -> Round | None:
    """The round to be played. ``challengers``: the first ones in the order of their birth. ``played``: the
    rounds so far. None when the bracket is over, or somebody it needs is dead."""
    turns = len(challengers) - 1
    number = len(played) + 1
    if turns < 1 or number > turns + 2:
        return None
    contender = played[-1].contender if played else challengers[0]
    opponent = boss
    if number <= turns:
        opponent = challengers[number]
    elif number == turns + 1:
        opponent = played[-1].child
    if contender == opponent or contender not in alive or opponent not in alive:
        return None
    breeds: Breeds = "child" if number > turns else "hybrid" if number == turns else "nothing"
    return Round(number, contender, opponent, breeds, tuple(match.beaten for match in played))
