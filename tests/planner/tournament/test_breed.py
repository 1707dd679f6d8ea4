"""A child is the exact blend of its parents, plus what it was given to differ in."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from onnx import numpy_helper

from engine.errors import ModelError
from planner.choosing.scorer import Scorer
from planner.tournament.breed import Mix, breed_taste, breed_weights, check
from planner.transitions.taste import LIMITS, RECIPE_LIMITS, Taste
from tests.planner.tournament.builders import weights

EXACT = Mix(weights=0.0, taste=0.0)


def tensors(data: bytes) -> dict[str, np.ndarray]:
    return {one.name: numpy_helper.to_array(one) for one in onnx.load_from_string(data).graph.initializer}


@pytest.fixture
def parents(tmp_path: Path) -> tuple[Path, Path]:
    return weights(tmp_path / "winner.onnx", 1), weights(tmp_path / "loser.onnx", 2)


def test_without_mutation_it_is_the_exact_blend(parents: tuple[Path, Path]) -> None:
    winner, loser = (tensors(path.read_bytes()) for path in parents)
    child = tensors(breed_weights(*parents, EXACT, seed=1))
    assert child.keys() == winner.keys()
    assert not np.array_equal(winner["trunk0.weight"], loser["trunk0.weight"])
    for name, values in child.items():
        blend = 0.7 * winner[name].astype(np.float64) + (1 - 0.7) * loser[name].astype(np.float64)
        np.testing.assert_array_equal(values, blend.astype(values.dtype))


def test_a_mutation_has_the_size_asked_for(parents: tuple[Path, Path]) -> None:
    blend = tensors(breed_weights(*parents, EXACT, seed=1))
    child = tensors(breed_weights(*parents, Mix(weights=0.1), seed=1))
    for name in ("trunk0.weight", "trunk1.weight", "trunk2.weight"):
        size = np.std(child[name] - blend[name]) / np.sqrt(np.mean(blend[name] ** 2))
        assert size == pytest.approx(0.1, rel=0.1)


def test_what_is_zero_or_a_constant_of_the_graph_is_not_mutated(parents: tuple[Path, Path]) -> None:
    before = tensors(parents[0].read_bytes())
    child = tensors(breed_weights(*parents, Mix(weights=0.5), seed=1))
    assert not child["stars.weight"].any()
    for name in ("mean", "scale", "octaves", "two", "shortest", "flat"):
        np.testing.assert_array_equal(child[name], before[name])


def test_the_same_seed_breeds_the_same_child(parents: tuple[Path, Path]) -> None:
    assert breed_weights(*parents, Mix(), seed=7) == breed_weights(*parents, Mix(), seed=7)
    assert breed_weights(*parents, Mix(), seed=7) != breed_weights(*parents, Mix(), seed=8)


def test_a_child_scores_like_any_scorer(parents: tuple[Path, Path]) -> None:
    rows = np.random.default_rng(3).normal(size=(50, 14)).astype(np.float32)
    child = Scorer(breed_weights(*parents, Mix(), seed=1)).score(rows)
    winner = Scorer(parents[0]).score(rows)
    assert np.isfinite(child.quality).all()
    assert not np.allclose(child.quality, winner.quality)


def test_parents_that_do_not_fit_are_refused(parents: tuple[Path, Path], tmp_path: Path) -> None:
    model = onnx.load(parents[1])
    model.graph.initializer[2].name = "other.weight"
    other = tmp_path / "other.onnx"
    other.write_bytes(model.SerializeToString())
    with pytest.raises(ModelError, match="can't be bred"):
        breed_weights(parents[0], other, Mix(), seed=1)
    other.write_bytes(b"no model")
    with pytest.raises(ModelError, match="No weights to breed from"):
        breed_weights(parents[0], other, Mix(), seed=1)
    with pytest.raises(ModelError, match="No weights to breed from"):
        breed_weights(tmp_path / "gone.onnx", other, Mix(), seed=1)


def test_a_child_whose_numbers_ran_away_is_refused(parents: tuple[Path, Path]) -> None:
    model = onnx.load(parents[0])
    for tensor in model.graph.initializer:
        if tensor.name == "quality.weight":
            values = numpy_helper.to_array(tensor) * np.float32(np.nan)
            tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
    parents[0].write_bytes(model.SerializeToString())
    with pytest.raises(ModelError):
        breed_weights(*parents, EXACT, seed=1)
    with pytest.raises(ModelError):
        check(b"no model")


def test_tastes_blend_exactly_without_mutation() -> None:
    winner = Taste(recipes={"blend": 2.0}, length=2.0, energy_bias=0.2, novelty=1.0)
    loser = Taste(recipes={"cut": 0.0}, length=1.0, energy_bias=-0.2, novelty=0.0)
    child = breed_taste(winner, loser, EXACT, seed=1)
    assert child.length == pytest.approx(1.7)
    assert child.energy_bias == pytest.approx(0.08)
    assert child.novelty == pytest.approx(0.7)
    assert child.recipes == pytest.approx({"blend": 1.7, "cut": 0.7})  # what a parent doesn't name is 1


@given(seed=st.integers(0, 2**48), size=st.floats(0.0, 3.0))
def test_tastes_keep_their_limits(seed: int, size: float) -> None:
    edge = Taste(recipes={"blend": 4.0, "cut": 0.0}, length=0.5, novelty=2.0)
    child = breed_taste(edge, Taste(), Mix(taste=size), seed)
    for name, (low, high) in LIMITS.items():
        assert low <= getattr(child, name) <= high
    assert all(RECIPE_LIMITS[0] <= one <= RECIPE_LIMITS[1] for one in child.recipes.values())
