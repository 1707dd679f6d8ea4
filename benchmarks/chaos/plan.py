"""Which faults, in which order: decks of all kinds, each shuffled, so that the same seed is the same run and no kind is
forgotten."""

from collections.abc import Sequence

import numpy as np
from numpy.random import Generator


def plan(kinds: Sequence[str], count: int, seed: int) -> list[str]:
    """``count`` names out of ``kinds``."""
    random = np.random.default_rng(seed)
    drawn: list[str] = []
    while len(drawn) < count:
        drawn += [str(name) for name in random.permutation(list(kinds))]
    return drawn[:count]


def dice(seed: int, number: int) -> Generator:
    """What fault ``number`` of a run draws from: its own, so that it does not depend on those before it."""
    return np.random.default_rng([seed, number])
