"""Fits the network to measured transitions."""

from collections.abc import Sequence

from engine.errors import ModelError
from planner.training.learner import Learner
from planner.training.network import Network
from planner.training.report import Report, report
from planner.training.rows import Row
from planner.training.table import Table, sides, table
from planner.training.tune import shrink, tune

FEWEST_ROWS = 40  # below this there is nothing to learn; a quarter of it must be held out


def fit(rows: Sequence[Row], held: frozenset[str], seed: int = 0) -> tuple[Network, Report]:
    """The network trained on the rows without the songs ``held``, and its errors on those of these songs
    alone.

    The same rows and seed give the same weights. Raises ModelError when there are too few rows on either
    side."""
    learned, apart = sides(rows, held)
    if not _enough(learned, apart):
        counts = f"{len(learned)} to learn from, {len(apart)} held out"
        raise ModelError(f"too few measured transitions ({counts}): train for longer, or on more music")
    tuning, data = tune(learned, seed), table(learned)
    network = shrink(train(data, tuning.epochs, seed), data, tuning.trust)
    return network, report(rows, held, network, tuning, seed)


def train(data: Table, epochs: int, seed: int) -> Network:
    """A network after ``epochs`` passes over ``data``."""
    learner = Learner(data, seed)
    for _ in range(epochs):
        learner.step()
    return learner.network()


def _enough(learned: Sequence[Row], apart: Sequence[Row]) -> bool:
    return len(learned) >= FEWEST_ROWS and len(apart) >= FEWEST_ROWS // 4
