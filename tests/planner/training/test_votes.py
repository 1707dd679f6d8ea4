"""Stars from shares of votes, and a head that learns them."""

import numpy as np
import pytest

from planner.choosing.scorer import Scorer
from planner.training.export import to_onnx
from planner.training.network import random
from planner.training.votes import FEWEST_STARRED, Starred, fit_stars, starred, stars_of


@pytest.mark.parametrize(
    ("tally", "expected"),
    [
        ({"a": 10, "b": 10, "c": 10}, {"a": 3, "b": 3, "c": 3}),
        ({"a": 60}, {"a": 5, "b": 1, "c": 1}),
        ({"a": 3}, {"a": 5, "b": 2, "c": 2}),
        ({"a": 2}, {}),
        ({"a": 2, "gone": 50}, {}),
        ({"a": 14, "b": 10, "c": 6}, {"a": 4, "b": 3, "c": 2}),
    ],
)
def test_stars_by_share(tally: dict[str, int], expected: dict[str, int]) -> None:
    assert stars_of(tally, ["a", "b", "c"]) == expected


def test_a_ballot_of_one_says_nothing() -> None:
    assert stars_of({"a": 10}, ["a"]) == {}


def made_votes(count: int) -> list[Starred]:
    """Listeners like harmony: of three candidates they vote for the one in key."""
    generator = np.random.default_rng(0)
    ballots = []
    for _ in range(count):
        features = {name: generator.uniform(0, 1, 14).tolist() for name in "abc"}
        tally = {name: int(20 * vector[2] ** 2) for name, vector in features.items()}
        ballots.append((tally, features))
    return starred(ballots)


def test_the_head_learns_what_listeners_like_and_nothing_else_moves() -> None:
    network = random(3)
    trained = fit_stars(network, made_votes(300))
    assert trained.stars_trained
    low, high = (np.full((1, 14), 0.5) for _ in range(2))
    low[0, 2], high[0, 2] = 0.0, 1.0
    classes = np.arange(1, 6)
    assert (trained.scores(high).stars @ classes)[0] > (trained.scores(low).stars @ classes)[0] + 0.5
    assert np.array_equal(trained.scores(high).quality, network.scores(high).quality)
    assert Scorer(to_onnx(trained)).stars_trained


def test_too_few_votes_leave_the_head_masked() -> None:
    few = made_votes(FEWEST_STARRED // 3 - 1)
    assert not fit_stars(random(3), few).stars_trained
    same = [Starred([0.5] * 14, 3)] * 200
    assert not fit_stars(random(3), same).stars_trained


def test_two_classes_are_enough() -> None:
    generator = np.random.default_rng(1)
    steps = [
        Starred((generator.uniform(0, 1, 14) + (stars == 4) * np.eye(14)[2]).tolist(), stars)
        for stars in (2, 4)
        for _ in range(100)
    ]
    trained = fit_stars(random(3), steps)
    likely = trained.scores(np.array([step.features for step in steps])).stars
    right = [np.argmax(row) + 1 == step.stars for row, step in zip(likely, steps, strict=True)]
    assert np.mean(right) > 0.7
    assert likely[:, [0, 2, 4]].max() < 0.05
