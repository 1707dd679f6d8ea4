"""Keys that clash are told from those that go together, on a few of the benchmark's own pairs."""

from pathlib import Path

import pytest

from benchmarks import harmony
from planner.transitions.measure.harmony import MOST_CLASH


def test_clash_tells_the_keys_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harmony, "GENRES", ("trance", "house"))
    monkeypatch.setattr(harmony, "SEEDS", (0,))
    monkeypatch.setattr(harmony, "TOGETHER", ("8A", "9A"))
    monkeypatch.setattr(harmony, "CLASHING", ("3A",))
    found = {(row.what, row.who): row.value for row in harmony.rows(tmp_path)}
    assert found["telling apart", "clash"] == 1.0
    assert found["keys that go together: quantile 0.95", "clash"] <= MOST_CLASH
    assert found["keys that clash: quantile 0.5", "clash"] > MOST_CLASH
