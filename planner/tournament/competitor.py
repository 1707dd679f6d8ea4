"""A competitor: a mixing model with weights and a taste, where it comes from, and how it stands."""

from typing import Literal

from msgspec import Struct

from planner.transitions.taste import Taste

How = Literal["founded", "bred", "hybrid", "entered"]


class Rating(Struct, frozen=True):
    """A belief about skill, a normal distribution; the start is openskill's (μ 25, σ 25/3)."""

    mu: float = 25.0
    sigma: float = 25.0 / 3.0

    @property
    def conservative(self) -> float:
        """The skill it has with 99.9 % certainty: μ − 3σ."""
        return self.mu - 3.0 * self.sigma


class Birth(Struct, frozen=True, kw_only=True):
    """Why a competitor is there: the ``ballot`` that bred it, with the ``votes`` by competitor."""

    how: How
    ballot: str = ""
    votes: dict[str, int] = {}


class Competitor(Struct, frozen=True, kw_only=True):
    """``weights``: the name of its ONNX file in engine.places' ``models``. ``parents``: ids, the winner
    first. ``born_at``: seconds since 1970. ``alive``: it may still nominate; the dead stay as somebody's
    ancestors."""

    id: str
    name: str
    generation: int
    weights: str
    taste: Taste
    parents: tuple[str, ...] = ()
    born_at: float
    birth: Birth
    rating: Rating = Rating()
    wins: int = 0
    losses: int = 0
    alive: bool = True

    @property
    def matches(self) -> int:
        """Ballots with votes that it nominated in; draws are neither won nor lost."""
        return self.wins + self.losses
