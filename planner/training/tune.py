"""What is set by trying, on songs set apart from the training songs; the held-out ones are for the report
alone."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from planner.choosing.scorer import SHORTEST_BARS
from planner.training.learner import Learner
from planner.training.network import OCTAVES, Layer, Network, logit
from planner.training.rows import Row
from planner.training.split import held_out
from planner.training.table import Table, sides, songs_of, table

MOST_EPOCHS = 400
PATIENCE = 40  # epochs without progress
FEWEST_CHECKED = 10  # rows
TRUSTS = (0.0, 0.25, 0.5, 0.75, 1.0)


class Tuning(Struct, frozen=True):
    """``epochs`` to train for; ``trust``: how far the length's head is believed, 0 (it says the median) to
    1."""

    epochs: int = PATIENCE
    trust: float = 0.5


def tune(rows: Sequence[Row], seed: int) -> Tuning:
    """The best of what was tried on songs of ``rows`` that another draw sets apart; the usual where there are
    too few."""
    apart = held_out(songs_of(rows), seed + 1)
    rest, _ = sides(rows, apart)
    checked = [row for row in rows if not apart.isdisjoint((row.song_a, row.song_b))]
    if len(checked) < FEWEST_CHECKED or len(rest) < FEWEST_CHECKED:
        return Tuning()
    data, check = table(rest), table(checked)
    network, epochs = _trained(data, check, seed)
    errors = {trust: _length_error(shrink(network, data, trust), check) for trust in TRUSTS}
    return Tuning(epochs, min(errors, key=lambda trust: errors[trust]))


def shrink(network: Network, data: Table, trust: float) -> Network:
    """``network`` with its length drawn towards the median of ``data``: where inputs say little of it, a head
    that learned by heart would be worse than a constant."""
    median = logit(np.log2(np.clip(np.median(data.bars), SHORTEST_BARS, None) / SHORTEST_BARS) / OCTAVES)
    head = Layer(trust * network.bars.weight, trust * network.bars.bias + (1.0 - trust) * median)
    return replace(network, bars=head)


def _trained(data: Table, check: Table, seed: int) -> tuple[Network, int]:
    """The network at the epoch with the least error of quality on ``check``, and that epoch."""
    learner = Learner(data, seed)
    learner.step()
    network, epochs, least = learner.network(), 1, _quality_error(learner.network(), check)
    for epoch in range(2, MOST_EPOCHS + 1):
        learner.step()
        error = _quality_error(learner.network(), check)
        if error < least:
            network, epochs, least = learner.network(), epoch, error
        elif epoch - epochs >= PATIENCE:
            break
    return network, epochs


def _quality_error(network: Network, check: Table) -> float:
    return float(np.mean(np.abs(network.scores(check.features).quality - check.quality)))


def _length_error(network: Network, check: Table) -> float:
    return float(np.mean(np.abs(network.scores(check.features).bars - check.bars)))
