"""The weights that ship: whole, as their card says, and of use on tracks that nobody trained on."""

import re

import numpy as np

from planner.choosing.features import features
from planner.choosing.scorer import SHIPPED, Scorer
from tests.planner.choosing.made import track

CARD = SHIPPED.with_suffix(".md").read_text()


def test_the_card_is_of_these_weights() -> None:
    assert Scorer(SHIPPED).model_id in CARD
    assert SHIPPED.stat().st_size < 100_000


def test_the_held_out_error_is_within_ten_points_and_clearly_below_a_constant_and_a_line() -> None:
    row = re.search(r"quality \(points of 100\) \| ([\d.]+) \| ([\d.]+) \| ([\d.]+)", CARD)
    assert row is not None
    network, constant, linear = map(float, row.groups())
    assert network < 10.0
    assert network < 0.8 * min(constant, linear)


def test_tempos_that_fit_are_judged_better_the_better_they_fit() -> None:
    a = track("a", bpm=124.0)
    tempos = (124.0, 126.0, 132.0, 150.0)
    steps = np.stack([features(a, track("b", bpm=bpm)) for bpm in tempos])
    same, near, stretched, apart = Scorer(SHIPPED).score(steps).quality
    assert min(same, near) > stretched + 0.05 > apart + 0.1
