"""The network learns what there is to learn, and its report is of songs never seen."""

import numpy as np
import pytest

from engine.errors import ModelError
from planner.training.fit import fit
from planner.training.split import held_out
from planner.training.table import sides, songs_of, table
from tests.planner.training.made import made_rows

ROWS = made_rows(800)
HELD = held_out(songs_of(ROWS), 1)


def test_it_beats_a_constant_and_a_line_where_there_is_a_bend() -> None:
    network, report = fit(ROWS, HELD, seed=1)
    assert report.quality.network < 0.12
    assert report.quality.network < 0.6 * report.quality.linear
    assert report.quality.network < 0.6 * report.quality.constant
    assert report.bars.network < report.bars.constant
    # The report is about exactly the rows of songs that were not learned from.
    learned, held = sides(ROWS, HELD)
    assert (report.rows, report.held_out_rows) == (len(learned), len(held))
    songs = [{song for row in side for song in (row.song_a, row.song_b)} for side in (learned, held)]
    assert songs[0].isdisjoint(songs[1])
    scores = network.scores(table(held).features)
    assert report.quality.network == pytest.approx(np.mean(np.abs(scores.quality - table(held).quality)))


def test_the_same_rows_and_seed_give_the_same_weights() -> None:
    one, other = fit(ROWS[:240], HELD, seed=2)[0], fit(ROWS[:240], HELD, seed=2)[0]
    assert np.array_equal(one.trunk[0].weight, other.trunk[0].weight)
    assert np.array_equal(one.bars.bias, other.bars.bias)
    assert not np.array_equal(one.trunk[0].weight, fit(ROWS[:240], HELD, seed=3)[0].trunk[0].weight)


def test_too_little_is_refused() -> None:
    with pytest.raises(ModelError, match="train for longer"):
        fit(ROWS[:30], HELD)


def test_an_input_that_hardly_varies_is_left_out() -> None:
    rows = made_rows(300, seed=4)
    for number, row in enumerate(rows):
        row.features[13] = 0.01 * (number % 2)
    network, report = fit(rows, HELD)
    moved = table(rows).features + np.eye(14)[13] * 0.5
    assert report.idle == ["position_error"]
    assert np.array_equal(network.scores(moved).quality, network.scores(table(rows).features).quality)


def test_what_no_track_was_like_is_judged_like_the_most_extreme() -> None:
    network, _ = fit(ROWS[:300], HELD)
    far, further = np.full((1, 14), 50.0), np.full((1, 14), 5_000.0)
    assert network.scores(far).quality == network.scores(further).quality


def test_stars_are_masked() -> None:
    network, _ = fit(ROWS[:300], HELD)
    assert not network.stars_trained
    assert network.scores(table(ROWS[:5]).features).stars == pytest.approx(np.full((5, 5), 0.2))
