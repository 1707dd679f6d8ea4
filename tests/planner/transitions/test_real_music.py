"""Seams between real pieces whose beats are known exactly."""

import json
from pathlib import Path

import numpy as np
import pytest

from planner.analysis.loudness import LoudnessMeter
from planner.library.prepare import prepare_pcm
from planner.transitions import timemap
from planner.transitions.one import make_transition
from planner.transitions.pcm import read_window
from tests.support.tracks import truth_track

RATE = 44_100
pytestmark = [pytest.mark.music, pytest.mark.slow]


@pytest.mark.parametrize(("first", "second"), [("lm_pluck", "lm_cpu"), ("re_gr3", "fd_dm08"), ("lm_esp", "re_gr3")])
def test_strokes_meet_bass_alone_and_no_bump(first: str, second: str, music: Path, tmp_path: Path) -> None:
    decks = []
    for name in (first, second):
        path, pcm = music / "tracks" / f"{name}.ogg", tmp_path / f"{name}.f32"
        frames = prepare_pcm(path, pcm, RATE)
        truth = json.loads((music / "truth" / f"{name}.json").read_text())
        meter = LoudnessMeter()
        meter.push(read_window(pcm, 0, frames))
        decks.append((truth_track(truth | {"duration": frames / RATE}, path, meter.finish()), pcm, truth))
    (a, pcm_a, truth_a), (b, pcm_b, truth_b) = decks
    made = make_transition(a, b, pcm_a, pcm_b, tmp_path, sample_rate=RATE, target_lufs=-16.0, recipe="blend")
    t, measures = made.transition, made.transition.measures
    assert t.recipe == "blend" and t.score is not None and t.score > 0.75, [
        f"{n} {m.value} {m.detail}" for n, m in measures.items() if not m.ok
    ]
    for name in ("M1", "M3", "M4", "M5", "M6", "M7", "M12", "M13", "M14"):
        assert measures[name].measurable and measures[name].ok, (name, measures[name])
    ours = np.array([timemap.heard_at(t.map_from, beat * RATE) for beat in truth_a["beats"]])
    theirs = np.array([timemap.heard_at(t.map_to, beat * RATE) for beat in truth_b["beats"]])
    inside = ours[(ours > 0) & (ours < t.length)]
    apart = np.array([theirs[np.argmin(np.abs(theirs - beat))] - beat for beat in inside]) / RATE
    assert np.max(np.abs(apart - np.median(apart))) < 0.002  # no drift against the true beats
    assert abs(np.median(apart)) < 0.012  # an instrument's attack is that far from its note
