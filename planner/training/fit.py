"""Fits the network to measured transitions."""

from collections.abc import Sequence

import numpy as np

from engine.errors import ModelError
from planner.training.learner import Learner
from planner.training.network import Network
from planner.training.report import Report, report
from planner.training.rows import Row
from planner.training.split import held_out
from planner.training.table import Table, sides, songs_of, table

FEWEST_ROWS = 40  # below this there is nothing to learn; a quarter of it must be held out
MOST_EPOCHS = 400
PATIENCE = 40  # epochs without progress on the validation songs


def fit(rows: Sequence[Row], held: frozenset[str], seed: int = 0) -> tuple[Network, Report]:
    """The network trained on the rows without the songs ``held``, and its errors on those of these songs
    alone.

    The same rows and seed give the same weights. Raises ModelError when there are too few rows on either
    side."""
    learned, apart = sides(rows, held)
    if not _enough(learned, apart):
        counts = f"{len(learned)} to learn from, {len(apart)} held out"
        raise ModelError(f"too few measured transitions ({counts}): train for longer, or on more music")
    epochs = _epochs(learned, seed)
    network = train(table(learned), epochs, seed)
    return network, report(rows, held, network, epochs=epochs, seed=seed)


def train(data: Table, epochs: int, seed: int) -> Network:
    """A network after ``epochs`` passes over ``data``."""
    learner = Learner(data, seed)
    for _ in range(epochs):
        learner.step()
    return learner.network()


def _enough(learned: Sequence[Row], apart: Sequence[Row]) -> bool:
    return len(learned) >= FEWEST_ROWS and len(apart) >= FEWEST_ROWS // 4


def _epochs(rows: Sequence[Row], seed: int) -> int:
    """How long to train: found on pairs with songs that another draw sets apart from the training songs; the
    held-out ones are for the report alone."""
    checked = held_out(songs_of(rows), seed + 1)
    rest, _ = sides(rows, checked)
    apart = [row for row in rows if not checked.isdisjoint((row.song_a, row.song_b))]
    if not _enough(rest, apart):
        return PATIENCE
    learner, check = Learner(table(rest), seed), table(apart)
    best, best_epoch = np.inf, 1
    for epoch in range(1, MOST_EPOCHS + 1):
        learner.step()
        error = float(np.mean(np.abs(learner.network().scores(check.features).quality - check.quality)))
        if error < best:
            best, best_epoch = error, epoch
        elif epoch - best_epoch >= PATIENCE:
            break
    return best_epoch
