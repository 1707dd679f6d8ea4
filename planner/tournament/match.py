"""A match: what a ballot with votes meant for the competitors that nominated in it."""

from collections.abc import Mapping

from msgspec import Struct

from planner.tournament.ballot import Ballot
from planner.tournament.competitor import Rating


class Match(Struct, frozen=True, kw_only=True):
    """``votes`` by competitor; ``winner``: who nominated the track that won. ``round``: of the first
    bracket, 0 outside it, with ``contender`` who goes on to the next round, and who was ``beaten``.
    ``before`` and ``after``: the ratings. ``replaced`` died for ``child``; ``crowned`` became champion by
    it. ``at``: seconds since 1970."""

    ballot: str
    at: float
    winner: str
    votes: dict[str, int]
    before: dict[str, Rating] = {}
    after: dict[str, Rating] = {}
    round: int = 0
    contender: str = ""
    beaten: str = ""
    replaced: str = ""
    child: str = ""
    crowned: str = ""

    @property
    def losers(self) -> list[str]:
        """Who got fewer votes than the winner."""
        best = self.votes[self.winner]
        return [one for one, count in self.votes.items() if one != self.winner and count < best]


class Reign(Struct, frozen=True, kw_only=True):
    """``champion`` since ``since`` (seconds since 1970), after ``former``, who may come back while there is
    one. ``why``: "founded", "won", or why it came back. ``matches_before``: the champion's when it was
    crowned."""

    champion: str
    since: float
    former: str = ""
    why: str = "won"
    matches_before: int = 0


def votes_by_competitor(ballot: Ballot) -> dict[str, int]:
    """The votes for each nominating competitor's candidates, those without a vote too."""
    votes: dict[str, int] = {}
    for one in ballot.candidates:
        votes[one.nominated_by] = votes.get(one.nominated_by, 0) + ballot.tally.get(one.id, 0)
    return votes


def match_of(ballot: Ballot, at: float, alive: Mapping[str, object]) -> Match | None:
    """The match that a closed ballot was: None without a vote, or without two living competitors in it."""
    votes = {id: count for id, count in votes_by_competitor(ballot).items() if id in alive}
    chosen = ballot.candidate(ballot.winner or "")
    if chosen is None or chosen.nominated_by not in votes or len(votes) < 2 or not sum(votes.values()):
        return None
    return Match(ballot=ballot.id, at=at, winner=chosen.nominated_by, votes=votes)
