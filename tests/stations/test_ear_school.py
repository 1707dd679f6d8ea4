"""What ``everset train ear`` says where it can't."""

import sys
from pathlib import Path

import pytest

from engine.errors import UsageError
from stations.ear_school import torch_parts
from tests.support.command import everset


def test_it_wants_to_know_where_the_network_goes(tmp_path: Path) -> None:
    done = everset("train", "ear", "--data", tmp_path)
    assert done.code == 2
    assert "--out F.onnx" in done.err


def test_without_torch_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.startswith("planner.training.ear.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(UsageError, match=r"pip install \"everset\[gpu\]\""):
        torch_parts()
