"""Competitors, populations and weights for the tests of the tournament."""

from collections.abc import Mapping
from pathlib import Path

from planner.tournament.ballot import Ballot, Candidate
from planner.tournament.bracket import Round
from planner.tournament.competitor import Birth, Competitor, Rating
from planner.tournament.match import Match, Reign
from planner.tournament.population import Population
from planner.training import network
from planner.training.export import to_onnx
from planner.transitions.taste import Taste


def competitor(id: str, mu: float = 25.0, sigma: float = 2.0, wins: int = 5, losses: int = 5) -> Competitor:
    return Competitor(
        id=id,
        name=f"Silver {id.title()}",
        generation=0,
        weights=f"{id}.onnx",
        taste=Taste(),
        born_at=0.0,
        birth=Birth(how="founded"),
        rating=Rating(mu, sigma),
        wins=wins,
        losses=losses,
    )


def population(*living: Competitor, round: Round | None = None, reign: Reign | None = None) -> Population:
    """The first of ``living`` reigns, for longer than a probation."""
    champion = living[0].id
    reign = reign or Reign(champion=champion, since=0.0, why="founded", matches_before=-1_000)
    return Population(living={one.id: one for one in living}, reign=reign, round=round)


def match(votes: dict[str, int], ballot: str = "1") -> Match:
    return Match(ballot=ballot, at=100.0, winner=max(votes, key=lambda one: votes[one]), votes=votes)


def closed(id: str, votes: Mapping[str, int]) -> Ballot:
    """A closed ballot in which each competitor of ``votes`` nominated one track."""
    candidates = tuple(
        Candidate(
            id=f"of-{one}",
            track=f"track-{one}",
            title="",
            artist="",
            bpm=120.0,
            camelot="8A",
            energy=0.5,
            nominated_by=one,
        )
        for one in votes
    )
    best = max(votes, key=lambda one: votes[one])
    return Ballot(
        id=id,
        after_track="now",
        opens_frame=0,
        closes_frame=1,
        candidates=candidates,
        winner=f"of-{best}",
        decided_by="votes" if sum(votes.values()) else "champion",
        tally={f"of-{one}": count for one, count in votes.items() if count},
    )


def weights(path: Path, seed: int = 0) -> Path:
    path.write_bytes(to_onnx(network.random(seed)))
    return path
