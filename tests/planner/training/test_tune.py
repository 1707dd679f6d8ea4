"""What is tried on songs set apart."""

import numpy as np
from msgspec.structs import replace

from planner.training.network import random
from planner.training.table import table
from planner.training.tune import Tuning, shrink, tune
from tests.planner.training.made import made_rows


def test_a_length_that_nothing_says_is_not_believed() -> None:
    generator = np.random.default_rng(2)
    rows = [replace(row, bars=int(generator.choice((8, 16, 16, 16, 32)))) for row in made_rows(300)]
    assert tune(rows, 0).trust <= 0.25
    assert tune(made_rows(300), 0).trust >= 0.75  # there it follows from the voices


def test_no_trust_is_the_median() -> None:
    rows = made_rows(51)
    bars = shrink(random(1), table(rows), 0.0).scores(table(rows).features).bars
    assert np.allclose(bars, np.median(table(rows).bars), rtol=1e-4)
    assert shrink(random(1), table(rows), 1.0).scores(table(rows).features).bars.std() > 0


def test_too_few_songs_leave_the_usual() -> None:
    assert tune(made_rows(60, songs=3), 0) == Tuning()
