"""Stars from votes: what listeners made of the steps that they could choose among."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from sklearn.linear_model import LogisticRegression

from planner.choosing.scorer import STARS
from planner.training.network import HIDDEN, Layer, Network

FEWEST_VOTES = 3  # of a ballot; fewer say more of who was awake than of the music
FEWEST_STARRED = 60  # steps, before the head means more than its prior
#: A candidate's share of the votes in fair shares (1 is what it had if nobody cared): the borders of the five
#: classes.
BORDERS = (0.4, 0.8, 1.2, 1.8)
#: One vote for everybody before the first is cast, so that a ballot of three can't give one star or five.
PRIOR = 1.0
_UNSEEN = -10.0  # logit of a class without a single example


class Starred(Struct, frozen=True):
    """A step's features (14) and the stars 1..5 that votes gave it."""

    features: list[float]
    stars: int


def stars_of(tally: Mapping[str, int], candidates: Sequence[str]) -> dict[str, int]:
    """Stars 1..5 by candidate from a closed ballot's votes; nothing where there were too few to tell.

    ``candidates`` are all that stood, also those without a vote. Votes for others don't count.
    """
    votes = {one: tally.get(one, 0) for one in candidates}
    if sum(votes.values()) < FEWEST_VOTES or len(votes) < 2:
        return {}
    total = sum(votes.values()) + PRIOR * len(votes)
    shares = {one: (count + PRIOR) / total * len(votes) for one, count in votes.items()}
    return {one: 1 + int(np.searchsorted(BORDERS, share, side="right")) for one, share in shares.items()}


def starred(
    ballots: Iterable[tuple[Mapping[str, int], Mapping[str, Sequence[float]]]],
) -> list[Starred]:
    """The steps of closed ballots, each given as its tally and its candidates' features by candidate."""
    found: list[Starred] = []
    for tally, features in ballots:
        stars = stars_of(tally, list(features))
        found += [Starred([float(value) for value in features[one]], star) for one, star in stars.items()]
    return found


def fit_stars(network: Network, steps: Sequence[Starred], seed: int = 0) -> Network:
    """``network`` with its head for stars trained on the frozen trunk; as it was while there are too few
    steps, or all have the same stars."""
    classes = np.array([step.stars - 1 for step in steps])
    if len(steps) < FEWEST_STARRED or len(set(classes.tolist())) < 2:
        return network
    hidden = network.hidden(np.array([step.features for step in steps], np.float64))
    model = LogisticRegression(C=0.1, max_iter=1_000, random_state=seed).fit(hidden, classes)
    return replace(network, stars=_head(model), stars_trained=True)


def _head(model: LogisticRegression) -> Layer:
    """scikit-learn's weights as a softmax over all five classes."""
    weight, bias = np.zeros((HIDDEN[-1], STARS)), np.full(STARS, _UNSEEN)
    if len(model.classes_) == 2:  # one row: the log odds of the second class
        bias[model.classes_] = (0.0, model.intercept_[0])
        weight[:, model.classes_[1]] = model.coef_[0]
    else:
        bias[model.classes_] = model.intercept_
        weight[:, model.classes_] = model.coef_.T
    return Layer(weight, bias)
