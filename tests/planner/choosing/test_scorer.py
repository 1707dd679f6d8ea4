"""The scorer runs what the exporter writes, and refuses what is no scorer."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from engine.errors import ModelError
from planner.choosing.scorer import Scorer
from planner.training.export import to_onnx
from planner.training.network import random
from tests.planner.choosing.made import scorer


def test_it_says_what_it_really_runs_on(capfd: pytest.CaptureFixture[str]) -> None:
    made = scorer()
    # On a machine without CUDA the GPU build lists CUDA as available all the same; the session knows better.
    assert made.provider == made._session.get_providers()[0]
    made.score(np.zeros((3, 14), np.float32))
    assert capfd.readouterr().err == ""


def test_outputs_have_their_ranges() -> None:
    inputs = np.random.default_rng(0).normal(0, 3, (200, 14)).astype(np.float32)
    scores = scorer().score(inputs)
    assert scores.quality.shape == scores.bars.shape == (200,)
    assert scores.stars.shape == (200, 5)
    assert 0.0 <= scores.quality.min() < scores.quality.max() <= 1.0
    assert 4.0 <= scores.bars.min() < scores.bars.max() <= 64.0
    assert scores.stars == pytest.approx(np.full((200, 5), 0.2), abs=1e-6)  # untrained: no opinion


def test_one_at_a_time_is_all_at_once() -> None:
    inputs = np.random.default_rng(1).normal(0, 1, (17, 14)).astype(np.float32)
    made = scorer()
    alone = np.concatenate([made.score(row[None]).quality for row in inputs])
    assert made.score(inputs).quality == pytest.approx(alone, abs=1e-6)
    assert len(made.score(inputs[:0]).quality) == 0


def test_a_model_is_known_by_its_weights(tmp_path: Path) -> None:
    path = tmp_path / "weights.onnx"
    path.write_bytes(to_onnx(random(1)))
    assert Scorer(path).model_id == scorer(1).model_id != scorer(2).model_id
    assert not Scorer(path).stars_trained


def other_model() -> bytes:
    node = helper.make_node("Relu", ["x"], ["y"])
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, ["n", 3]) for name in "xy"]
    graph = helper.make_graph([node], "other", values[:1], values[1:])
    model = helper.make_model(graph, ir_version=9, opset_imports=[helper.make_opsetid("", 17)])
    return bytes(model.SerializeToString())


def broken_weights() -> bytes:
    model = onnx.load_from_string(to_onnx(random(1)))
    bias = next(part for part in model.graph.initializer if part.name == "quality.bias")
    bias.raw_data = np.array([np.nan], np.float32).tobytes()
    return bytes(model.SerializeToString())


@pytest.mark.parametrize("weights", [b"", b"not ONNX at all", other_model(), Path("/nowhere/weights.onnx")])
def test_what_is_no_scorer_is_refused(weights: bytes | Path) -> None:
    with pytest.raises(ModelError, match=r"everset train|a scorer takes"):
        Scorer(weights)


def test_numbers_that_are_none_are_refused() -> None:
    with pytest.raises(ModelError, match="retire"):
        Scorer(broken_weights()).score(np.zeros((1, 14), np.float32))


def test_another_shape_is_refused() -> None:
    with pytest.raises(ModelError, match=r"\(n, 14\)"):
        scorer().score(np.zeros((1, 13), np.float32))
