"""Real music with known truth: what was reached is kept."""

import json
from pathlib import Path

import numpy as np
import pytest

from planner.analysis.listen import analyse_file

PIECES = (
    "lm_cpu", "lm_twilight", "fd_e1m4", "fd_dm08", "vx_a", "om_snowrun", "re_foxrun",
)  # fmt: skip


@pytest.mark.music
def test_a_tempo_with_another_an_octave_away_keeps_it(music: Path) -> None:
    heard = analyse_file(music / "tracks" / "fd_e1m4.ogg")
    assert heard.bpm == pytest.approx(80.0, rel=1e-3)
    assert heard.bpm_alternative == pytest.approx(160.0, rel=1e-3)


@pytest.mark.music
@pytest.mark.slow
@pytest.mark.parametrize("piece", PIECES)
def test_tempo_beats_and_bars(music: Path, piece: str) -> None:
    truth = json.loads((music / "truth" / f"{piece}.json").read_text())
    found = analyse_file(music / "tracks" / f"{piece}.ogg")
    beats, true = np.array(found.beats), np.array(truth["beats"])
    away = np.array([np.abs(beats - time).min() for time in true[8:-8]])
    assert np.mean(away < 0.05) > 0.9
    assert len(beats) < 1.2 * len(true) + 10
    if truth["constant_tempo"]:
        assert found.bpm == pytest.approx(truth["bpm"], rel=1e-4)
    assert not (found.trusted and np.mean(away < 0.05) < 0.95)
