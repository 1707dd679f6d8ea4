"""The scorer's network as arrays: 14→128→64→32 with ReLU, and three heads (specification, The transition
scorer)."""

from itertools import pairwise

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.choosing.features import COUNT
from planner.choosing.scorer import LONGEST_BARS, SHORTEST_BARS, STARS, Scores

HIDDEN = (128, 64, 32)
#: The length's head gives a sigmoid in octaves from the shortest to the longest: 4·2^(4·s).
OCTAVES = float(np.log2(LONGEST_BARS / SHORTEST_BARS))

#: Normalised inputs are kept within this many standard deviations: what no training track was like is judged
#: like the most extreme one that was there, not by a line drawn on into the dark.
LIMIT = 3.0

Floats = NDArray[np.float64]


class Layer(Struct, frozen=True):
    """``x @ weight + bias``: weight (inputs, outputs), bias (outputs,)."""

    weight: Floats
    bias: Floats

    def __call__(self, x: Floats) -> Floats:
        """(n, inputs) to (n, outputs)."""
        return np.asarray(x @ self.weight + self.bias)


class Network(Struct, frozen=True, kw_only=True):
    """``mean`` and ``scale`` (14,) normalise the inputs. ``stars_trained`` is false until votes have trained
    that head; until then its weights are zero and its five classes equally likely."""

    mean: Floats
    scale: Floats
    trunk: tuple[Layer, ...]
    quality: Layer
    stars: Layer
    bars: Layer
    stars_trained: bool = False

    def hidden(self, features: Floats) -> Floats:
        """What the heads see: (n, 14) to (n, 32)."""
        x = np.clip((features - self.mean) / self.scale, -LIMIT, LIMIT)
        for layer in self.trunk:
            x = np.maximum(layer(x), 0.0)
        return x

    def scores(self, features: Floats) -> Scores:
        """What the exported graph computes, in NumPy."""
        x = self.hidden(features)
        logits = self.stars(x)
        likely = np.exp(logits - logits.max(axis=1, keepdims=True))
        bars = SHORTEST_BARS * 2.0 ** (OCTAVES * sigmoid(self.bars(x)[:, 0]))
        stars = likely / likely.sum(axis=1, keepdims=True)
        return Scores(*(part.astype(np.float32) for part in (sigmoid(self.quality(x)[:, 0]), stars, bars)))


def sigmoid(x: Floats) -> Floats:
    """1 / (1 + e^−x), without overflow."""
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


def logit(share: Floats) -> Floats:
    """The inverse of :func:`sigmoid`; shares are kept off 0 and 1 by 2 %, where it would run away."""
    kept = np.clip(share, 0.02, 0.98)
    return np.asarray(np.log(kept / (1.0 - kept)))


def no_stars() -> Layer:
    """The head for stars before there are votes."""
    return Layer(np.zeros((HIDDEN[-1], STARS)), np.zeros(STARS))


def random(seed: int) -> Network:
    """Weights that know nothing, He-initialised: where breeding starts from, and what tests need."""
    generator = np.random.default_rng(seed)
    sizes = (COUNT, *HIDDEN)

    def layer(inputs: int, outputs: int) -> Layer:
        spread = np.sqrt(2.0 / inputs)
        return Layer(generator.normal(0.0, spread, (inputs, outputs)), np.zeros(outputs))

    trunk = tuple(layer(inputs, outputs) for inputs, outputs in pairwise(sizes))
    heads = layer(HIDDEN[-1], 1), layer(HIDDEN[-1], 1)
    return Network(
        mean=np.zeros(COUNT), scale=np.ones(COUNT), trunk=trunk, quality=heads[0], stars=no_stars(), bars=heads[1]
    )
