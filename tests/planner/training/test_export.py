"""The ONNX graph computes what the arrays do."""

import numpy as np
import onnx
import pytest
from msgspec.structs import replace

from planner.choosing.scorer import Scorer
from planner.training.export import IR_VERSION, to_onnx
from planner.training.network import HIDDEN, Layer, Network, random


def network() -> Network:
    generator = np.random.default_rng(5)
    stars = Layer(generator.normal(size=(HIDDEN[-1], 5)), generator.normal(size=5))
    mean, scale = generator.normal(size=14), generator.uniform(0.5, 2.0, 14)
    return replace(random(5), mean=mean, scale=scale, stars=stars, stars_trained=True)


def test_the_graph_computes_what_the_arrays_do() -> None:
    inputs = np.random.default_rng(6).normal(scale=2.0, size=(300, 14)).astype(np.float32)
    ours, theirs = network().scores(inputs.astype(float)), Scorer(to_onnx(network())).score(inputs)
    for mine, other in zip(ours, theirs, strict=True):
        assert other == pytest.approx(mine, rel=1e-3, abs=1e-4)
    assert theirs.quality.std() > 0.05
    assert theirs.stars.sum(axis=1) == pytest.approx(np.ones(300), abs=1e-5)


def test_the_model_says_what_it_is() -> None:
    data = to_onnx(network())
    model = onnx.load_from_string(data)
    assert model.ir_version == IR_VERSION
    names = {tensor.name for tensor in model.graph.initializer}
    assert {"mean", "scale", "trunk0.weight", "trunk2.bias", "quality.weight", "stars.bias", "bars.weight"} <= names
    assert Scorer(data).stars_trained
    assert not Scorer(to_onnx(random(1))).stars_trained
    assert len(data) < 100_000
