"""The network learns, and comes back from its file; where torch is installed."""

from pathlib import Path

import numpy as np
import pytest

from planner.analysis.ear import Ear
from planner.training.ear.card import card
from stations.practice.make import make_shard

torch = pytest.importorskip("torch", reason="NOT TESTED: learning the ear, which wants torch (the extra gpu)")


@pytest.mark.slow
def test_some_seconds_of_learning_are_a_network_that_analysis_can_ask(tmp_path: Path) -> None:
    from planner.training.ear.export import load, to_onnx  # noqa: PLC0415  optional
    from planner.training.ear.fit import Effort, fit  # noqa: PLC0415

    make_shard(tmp_path / "lessons", 0)
    make_shard(tmp_path / "held", 1)
    told: list[tuple[float, str]] = []
    weights = tmp_path / "weights.npz"
    ear, result, heard = fit(
        tmp_path / "lessons", tmp_path / "held", weights, Effort(20.0, seed=1, wait=16, width=8),
        lambda passed, words: told.append((passed, words)),
    )  # fmt: skip
    assert heard == 16
    assert told[-1][0] == 1.0
    assert result.loss < 0.78  # 0.80: who says nothing
    kept = to_onnx(load(weights))
    assert kept == to_onnx(ear.cpu().eval())
    assert Ear(kept)
    assert "16 practice pieces" in card(kept, result, heard, 16, 1)
    assert np.isfinite(result.beats).all()
