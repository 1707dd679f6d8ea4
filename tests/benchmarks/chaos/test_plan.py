"""The same seed is the same run, and no kind is forgotten."""

from collections import Counter

from benchmarks.chaos.faults import CHEAP, KINDS
from benchmarks.chaos.plan import dice, plan


def test_the_same_seed_draws_the_same_faults() -> None:
    assert plan(list(KINDS), 200, 7) == plan(list(KINDS), 200, 7) != plan(list(KINDS), 200, 8)
    assert dice(7, 3).random() == dice(7, 3).random() != dice(7, 4).random()


def test_every_kind_has_its_share() -> None:
    counts = Counter(plan(list(KINDS), 200, 7))
    assert counts.keys() == KINDS.keys()
    assert max(counts.values()) - min(counts.values()) <= 1
    assert CHEAP.keys() < KINDS.keys()
