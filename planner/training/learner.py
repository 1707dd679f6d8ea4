"""Learns trunk, quality and length by scikit-learn's multilayer perceptron."""

import numpy as np
from numpy.typing import NDArray
from sklearn.neural_network import MLPRegressor

from planner.choosing.scorer import LONGEST_BARS, SHORTEST_BARS
from planner.training.network import HIDDEN, LIMIT, OCTAVES, Layer, Network, logit, no_stars
from planner.training.table import Table

_BATCH = 32
_DECAY = 0.5  # L2, as strong as hundreds of rows against twelve thousand weights ask for; 3 and more stops learning
LENGTH_SHARE = 0.3  # of a target's scale: a full one makes the trunk learn lengths by heart, which costs both heads
_IDLE = 0.03  # of inputs that range over 1 or more

Floats = NDArray[np.float64]


class Learner:
    """Inputs are standardised; so are the targets, which are logits: of the quality, and of the length in
    octaves. Squared error by Adam. The same data and seed give the same weights."""

    def __init__(self, data: Table, seed: int) -> None:
        self._mean, self._scale = data.features.mean(axis=0), _spread(data.features)
        self._idle = idle(data.features)
        normalised = (data.features - self._mean) / self._scale
        self._inputs = np.where(self._idle, 0.0, np.clip(normalised, -LIMIT, LIMIT))
        octaves = np.log2(np.clip(data.bars, SHORTEST_BARS, LONGEST_BARS) / SHORTEST_BARS)
        targets = np.stack([logit(data.quality), logit(octaves / OCTAVES)], axis=1)
        self._target_mean, self._target_scale = targets.mean(axis=0), _spread(targets) / (1.0, LENGTH_SHARE)
        self._targets = (targets - self._target_mean) / self._target_scale
        self._model = MLPRegressor(
            hidden_layer_sizes=HIDDEN, alpha=_DECAY, batch_size=min(_BATCH, len(data)), random_state=seed
        )

    def step(self) -> None:
        """One pass over the rows, shuffled."""
        self._model.partial_fit(self._inputs, self._targets)

    def network(self) -> Network:
        """What was learned so far; the targets' scale goes into the heads."""
        first, *rest = self._model.coefs_
        weights, biases = [np.where(self._idle[:, None], 0.0, first), *rest], self._model.intercepts_
        trunk = tuple(Layer(*pair) for pair in zip(weights[:-1], biases[:-1], strict=True))
        weight = weights[-1] * self._target_scale
        bias = biases[-1] * self._target_scale + self._target_mean
        quality, bars = (Layer(weight[:, [head]], bias[[head]]) for head in (0, 1))
        return Network(mean=self._mean, scale=self._scale, trunk=trunk, quality=quality, stars=no_stars(), bars=bars)


def idle(features: Floats) -> NDArray[np.bool_]:
    """Which inputs (14,) hardly vary in the rows (n, 14): nothing can be learned of them, so they are left
    out."""
    return np.asarray(features.std(axis=0) < _IDLE)


def _spread(values: Floats) -> Floats:
    """Standard deviations; 1 where nothing varies, so that a constant input counts for nothing."""
    spread = values.std(axis=0)
    return np.asarray(np.where(spread > 1e-6, spread, 1.0))
