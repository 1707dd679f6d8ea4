"""Ratings move by what the votes say, and tell how sure they are."""

import pytest

from planner.tournament.competitor import Rating
from planner.tournament.rating import probability_better, rated


def start(*ids: str) -> dict[str, Rating]:
    return {id: Rating() for id in ids}


def test_more_votes_mean_a_better_rating() -> None:
    after = rated(start("a", "b", "c"), {"a": 1, "b": 7, "c": 3})
    assert after["b"].mu > after["c"].mu > after["a"].mu
    assert all(one.sigma < Rating().sigma for one in after.values())


def test_as_many_votes_are_a_draw() -> None:
    after = rated(start("a", "b"), {"a": 2, "b": 2})
    assert after["a"].mu == pytest.approx(after["b"].mu) == pytest.approx(25.0)


def test_beating_the_strong_is_worth_more_than_beating_the_weak() -> None:
    strong, weak = Rating(35.0, 2.0), Rating(15.0, 2.0)
    over_strong = rated({"a": Rating(), "b": strong}, {"a": 1, "b": 0})["a"]
    over_weak = rated({"a": Rating(), "b": weak}, {"a": 1, "b": 0})["a"]
    assert over_strong.mu > over_weak.mu > 25.0


def test_only_those_who_took_part_move() -> None:
    assert set(rated(start("a", "b", "c"), {"a": 1, "b": 0})) == {"a", "b"}


def test_certainty_of_being_better() -> None:
    assert probability_better(Rating(), Rating()) == pytest.approx(0.5)
    # 1.645 standard deviations of the difference are the one-sided 95 %.
    assert probability_better(Rating(25.0 + 5.0 * 1.6449, 3.0), Rating(25.0, 4.0)) == pytest.approx(0.95, abs=1e-4)
    one, other = Rating(27.0, 2.0), Rating(24.0, 5.0)
    assert probability_better(one, other) + probability_better(other, one) == pytest.approx(1.0)


def test_conservative_is_three_sigma_below() -> None:
    assert Rating(25.0, 2.0).conservative == 19.0
