"""The champion changes only when the interval says so, and comes back when it says otherwise."""

from planner.tournament.throne import FEWEST_MATCHES, PROBATION, comes_back, successor
from tests.planner.tournament.builders import competitor


def test_better_on_average_is_not_enough() -> None:
    champion = competitor("champion", mu=25.0, sigma=2.0)
    assert successor(champion, [competitor("a", mu=28.0, sigma=2.0)]) is None  # 86 %
    assert successor(champion, [competitor("a", mu=30.0, sigma=2.0)]) is not None  # 96 %
    assert successor(champion, [competitor("a", mu=30.0, sigma=4.0)]) is None  # 87 %
    assert successor(champion, []) is None


def test_the_surest_of_several_not_the_highest() -> None:
    champion = competitor("champion", mu=20.0, sigma=1.0)
    high, sure = competitor("high", mu=32.0, sigma=6.0), competitor("sure", mu=28.0, sigma=1.0)
    assert successor(champion, [high, sure]) == sure


def test_a_rating_on_few_matches_crowns_nobody() -> None:
    champion = competitor("champion", mu=10.0, sigma=1.0)
    lucky = competitor("lucky", mu=40.0, sigma=1.0, wins=FEWEST_MATCHES - 1, losses=0)
    assert successor(champion, [lucky]) is None


def test_a_former_champion_comes_back_on_weaker_evidence_while_on_probation() -> None:
    champion, former = competitor("champion", mu=25.0, sigma=2.0), competitor("former", mu=27.5, sigma=2.0)
    assert successor(champion, [former]) is None
    assert comes_back(champion, former, matches_in_reign=5)
    assert not comes_back(champion, former, matches_in_reign=1)
    assert not comes_back(champion, former, matches_in_reign=PROBATION + 1)
    assert not comes_back(former, champion, matches_in_reign=5)
