"""Ratings with uncertainty: Plackett and Luce's model for many-sided matches, by openskill.

Weng and Lin, A Bayesian Approximation Method for Online Ranking, JMLR 12 (2011).
"""

import math
from collections.abc import Mapping

from openskill.models import PlackettLuce

from planner.tournament.competitor import Rating

_MODEL = PlackettLuce()


def rated(ratings: Mapping[str, Rating], votes: Mapping[str, int]) -> dict[str, Rating]:
    """The ratings after a match in which everyone of ``votes`` took part: more votes, a better rank; as many,
    the same rank."""
    order = list(votes)
    teams = [[_MODEL.rating(mu=ratings[one].mu, sigma=ratings[one].sigma)] for one in order]
    after = _MODEL.rate(teams, ranks=[-votes[one] for one in order])
    return {one: Rating(team[0].mu, team[0].sigma) for one, team in zip(order, after, strict=True)}


def probability_better(one: Rating, other: Rating) -> float:
    """That ``one``'s skill is the higher, by both beliefs: Φ((μ₁ − μ₂) / √(σ₁² + σ₂²))."""
    distance = (one.mu - other.mu) / math.hypot(one.sigma, other.sigma)
    return 0.5 * math.erfc(-distance / math.sqrt(2.0))
