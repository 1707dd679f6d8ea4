"""Breeding: a child has 0.7 of the winner, 0.3 of the loser, and mutations of its own.

Weights are mixed tensor by tensor. They mix because all descend from the same founders: two networks
trained apart would have their units in different places. A mutation is Gaussian, in proportion to each
tensor's own size, so that what is zero, as a head that was never trained, stays zero. Constants of the
graph (the normalisation) are mixed, too, but never mutated.
"""

from pathlib import Path

import numpy as np
import onnx
from msgspec import Struct
from msgspec.structs import asdict
from onnx import numpy_helper

from engine.errors import ModelError
from planner.choosing import features
from planner.choosing.scorer import Scorer
from planner.transitions.taste import LIMITS, RECIPE_LIMITS, Taste

MUTABLE = (".weight", ".bias")  # what these initialisers' names end with (planner.training.export)
PROBES = 64  # feature rows on which a child must answer with finite numbers


class Mix(Struct, frozen=True, kw_only=True):
    """``share`` of the first parent, the rest of the second. ``weights``: a mutation's standard deviation,
    in parts of the tensor's root mean square; ``taste``: in parts of a number's whole range.

    At 0.05 the quality that a line of mutants predicts still goes with its founder's after ten generations
    (r 0.92, measured); at 0.15 it half does (0.62), at 0.3 not at all: what was learned from measured seams is gone.
    """

    share: float = 0.7
    weights: float = 0.05
    taste: float = 0.1


class Breeding(Struct, frozen=True, kw_only=True):
    """How a line is bred: how many live at a time, how a child is mixed, and the ``seed`` of its chances."""

    population: int = 5  # with four challengers the first bracket has its five rounds
    mix: Mix = Mix()
    seed: int = 0


HYBRID_SHARE = 0.5
FOUNDING = Mix(share=1.0, weights=0.15, taste=0.25)  # far enough apart that listeners can tell them


def breed_weights(first: Path, second: Path, mix: Mix, seed: int) -> bytes:
    """The ONNX model of a child; the graph and its metadata are the first parent's.

    Raises ModelError when a parent can't be read, when they don't fit, or when the child is no scorer.
    """
    child, other = _load(first), _load(second)
    generator = np.random.default_rng(seed)
    loser = {tensor.name: tensor for tensor in other.graph.initializer}
    for tensor in child.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype.kind != "f":
            continue
        counterpart = _counterpart(tensor, loser, second)
        mixed = mix.share * values.astype(np.float64) + (1.0 - mix.share) * counterpart
        if tensor.name.endswith(MUTABLE):
            mixed += mix.weights * np.sqrt(np.mean(mixed**2)) * generator.normal(size=mixed.shape)
        tensor.CopyFrom(numpy_helper.from_array(mixed.astype(values.dtype), tensor.name))
    data = bytes(child.SerializeToString())
    check(data)
    return data


def breed_taste(first: Taste, second: Taste, mix: Mix, seed: int) -> Taste:
    """A child's taste, each number within its limits."""
    generator = np.random.default_rng(seed)

    def bred(one: float, other: float, low: float, high: float) -> float:
        mutation = mix.taste * (high - low) * generator.normal()
        mixed = mix.share * one + (1.0 - mix.share) * other + mutation
        return float(min(max(mixed, low), high))

    ours, theirs = asdict(first), asdict(second)
    plain = {name: bred(ours[name], theirs[name], *limits) for name, limits in LIMITS.items()}
    names = sorted(set(first.recipes) | set(second.recipes))
    recipes = {name: bred(first.likes(name), second.likes(name), *RECIPE_LIMITS) for name in names}
    return Taste(recipes=recipes, **plain)


def check(data: bytes) -> None:
    """Raises ModelError unless ``data`` is a scorer that answers with finite numbers."""
    probes = np.random.default_rng(0).normal(size=(PROBES, features.COUNT)).astype(np.float32)
    Scorer(data).score(probes)


def _load(path: Path) -> onnx.ModelProto:
    try:
        return onnx.load_from_string(path.read_bytes())
    except Exception as error:  # protobuf's errors share no base with the file system's
        raise ModelError(f"No weights to breed from at {path} ({error}): restore them or retire it.") from error


def _counterpart(tensor: onnx.TensorProto, others: dict[str, onnx.TensorProto], where: Path) -> np.ndarray:
    other = others.get(tensor.name)
    if other is None or list(other.dims) != list(tensor.dims):
        raise ModelError(f"{where} has no {tensor.name} of shape {list(tensor.dims)}: these two can't be bred.")
    return numpy_helper.to_array(other).astype(np.float64)
