"""Rendering: beats where the map wants them, joins that nobody hears, files that appear whole."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from engine.errors import TransitionError
from engine.mixing import offline
from engine.programme.programme import Programme
from planner.transitions import timemap
from planner.transitions.audition import audition, lay_out
from planner.transitions.lane import JOIN_SECONDS, UNSTRETCHED, outgoing
from planner.transitions.measure.alone import alone
from planner.transitions.pcm import read_window
from planner.transitions.plan import plan
from planner.transitions.render import render
from planner.transitions.stretch import stretch
from planner.transitions.transition import Prepared
from planner.transitions.varispeed import varispeed
from tests.support.strokes import RATE, drums, hat, kick, stroke_errors, tone, written
from tests.support.tracks import made_track


class Scene:
    """Two drum tracks on disk and an eight-bar blend between them."""

    def __init__(self, folder: Path) -> None:
        self.a = made_track("a", bpm=124.0, seconds=70)
        self.b = made_track("b", bpm=130.0, seconds=70, first=0.21)
        self.loud = {"a": drums(self.a) * 2, "b": drums(self.b, kick_hertz=62.0, seed=1)}
        self.pcm_a = written(self.loud["a"], folder / "a.f32")
        self.pcm_b = written(self.loud["b"], folder / "b.f32")
        self.folder = folder / "seams"
        self.t = plan(self.a, self.b, sample_rate=RATE, target_lufs=-14.0, recipe="blend", bars=8)
        self.prepared = render(self.t, self.pcm_a, self.pcm_b, self.folder)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


def late(scene: Scene, path: str, time_map: timemap.TimeMap, stroke: np.ndarray) -> np.ndarray:
    start = time_map[0][0]
    beats = np.array([beat - start for beat in scene.t.beats[1:-2]])
    return stroke_errors(read_window(Path(path), 0, scene.t.length), beats, stroke)


def test_beats_lie_on_the_set_beats_within_a_millisecond(scene: Scene) -> None:
    assert scene.t.fallback == "" and scene.t.bars == 8
    ours = late(scene, scene.prepared.from_pcm, scene.t.map_from, kick())
    theirs = late(scene, scene.prepared.to_pcm, scene.t.map_to, kick(62.0))
    for errors in (ours, theirs):
        assert abs(np.median(errors)) < 0.001
        assert np.quantile(np.abs(errors), 0.95) < 0.002


def test_what_is_louder_than_full_scale_stays_that_loud(scene: Scene) -> None:
    peak = np.max(np.abs(scene.loud["a"]))
    got = np.max(np.abs(read_window(Path(scene.prepared.from_pcm), 0, scene.t.length)))
    assert peak > 1.0 and 0.85 * peak < got < 1.3 * peak


def test_lanes_start_and_end_on_the_plain_samples(scene: Scene) -> None:
    t = scene.t
    start, end = int(t.map_from[0][1]), int(t.map_to[-1][1])
    ours = read_window(Path(scene.prepared.from_pcm), 0, 8)
    assert np.array_equal(ours[0], scene.loud["a"][start])
    assert np.allclose(ours, scene.loud["a"][start : start + 8], atol=1e-3)
    theirs = read_window(Path(scene.prepared.to_pcm), t.length - 8, t.length)
    assert np.array_equal(theirs[-1], scene.loud["b"][end - 1])
    assert np.allclose(theirs, scene.loud["b"][end - 8 : end], atol=1e-3)


def test_joins_are_continuous_for_a_steady_tone(tmp_path: Path) -> None:
    a, b = made_track("a", bpm=120, seconds=64), made_track("b", bpm=124, seconds=64)
    paths = written(tone(a, 220.0, 0.3), tmp_path / "a.f32"), written(tone(b, 330.0, 0.3), tmp_path / "b.f32")
    t = plan(a, b, sample_rate=RATE, target_lufs=-14.0, recipe="blend", bars=4)
    heard = audition(t, *paths, render(t, *paths, tmp_path / "seams"), RATE)
    steepest = 0.3 * 2 * np.pi * 330 / RATE * (1 + 0.8) * 1.3
    for bus in (heard.bus_a, heard.bus_b):
        assert np.max(np.abs(np.diff(bus[:, 0]))) < steepest


def test_the_same_inputs_are_rendered_once(scene: Scene) -> None:
    before = Path(scene.prepared.from_pcm).stat().st_ino
    assert render(scene.t, scene.pcm_a, scene.pcm_b, scene.folder) == scene.prepared
    assert Path(scene.prepared.from_pcm).stat().st_ino == before
    assert {path.suffix for path in scene.folder.iterdir()} == {".f32"}


def test_what_needs_no_stretching_gets_no_file(scene: Scene) -> None:
    t = plan(scene.a, scene.b, sample_rate=RATE, target_lufs=-14.0, recipe="cut")
    assert render(t, scene.pcm_a, scene.pcm_b, scene.folder) == Prepared("", "")


def test_a_stretch_that_nobody_hears_gets_no_file(scene: Scene, tmp_path: Path) -> None:
    b = made_track("b", bpm=124.1, seconds=70)
    path = written(drums(b), tmp_path / "b.f32")
    t = plan(scene.a, b, sample_rate=RATE, target_lufs=-14.0, recipe="blend", bars=8)
    assert 0.0 < timemap.steepest(t.map_to) < UNSTRETCHED
    assert render(t, scene.pcm_a, path, tmp_path / "seams") == Prepared("", "")


def test_up_to_its_bend_the_outgoing_lane_is_the_track_by_varispeed(scene: Scene) -> None:
    t = scene.t
    bend = timemap.bend(t.map_from, UNSTRETCHED)
    ours = read_window(Path(scene.prepared.from_pcm), 0, t.length)
    plain = varispeed(timemap.split(t.map_from, bend)[0], scene.pcm_a, RATE)
    kept = bend - round(JOIN_SECONDS * RATE)
    assert bend > RATE and np.array_equal(ours[:kept], plain[:kept])
    assert np.max(np.abs(ours[kept:bend] - plain[kept:])) < 0.03 * np.max(np.abs(plain))


@pytest.mark.parametrize("held", [0, 40, 2_000])
def test_a_lane_may_bend_near_its_beginning(held: int, scene: Scene) -> None:
    start = 20 * RATE
    line = ((0, float(start)), (held, float(start + held)), (3 * RATE, start + 3.1 * RATE))[0 if held else 1 :]
    ours = outgoing(line, scene.pcm_a, RATE, scene.folder)
    assert len(ours) == 3 * RATE
    assert np.max(np.abs(ours[:441] - scene.loud["a"][start : start + 441])) < 0.05


def test_varispeed_at_a_rate_of_1_is_the_file(scene: Scene) -> None:
    for start in (0, 5_000):
        heard = varispeed(timemap.plain(10, 3_010, start), scene.pcm_a, RATE)
        assert np.array_equal(heard, scene.loud["a"][start : start + 3_000])


def test_varispeed_plays_the_same_beats_when_nothing_is_rendered(scene: Scene) -> None:
    heard = audition(scene.t, scene.pcm_a, scene.pcm_b, None, RATE)
    beats = heard.lead + np.array(scene.t.beats[20:-2])
    errors = stroke_errors(heard.bus_b, beats, hat(1), reach=0.004)
    assert heard.lead == RATE
    assert np.max(np.abs(stroke_errors(heard.bus_b, beats, kick(62.0)))) < 0.002
    assert errors.size


def test_the_audition_is_the_outgoing_track_then_the_seam_then_the_incoming_one(scene: Scene) -> None:
    t, heard = scene.t, audition(scene.t, scene.pcm_a, scene.pcm_b, scene.prepared, RATE)
    assert len(heard.mix) == len(heard.bus_a) == len(heard.bus_b) == heard.lead + t.length + RATE
    gain = 10 ** (t.gain_to_db / 20)
    after = scene.loud["b"][int(t.map_to[-1][1]) :][:RATE] * gain
    assert np.max(np.abs(heard.bus_b[-RATE:] - after)) < 1e-6
    assert np.max(np.abs(heard.bus_a[heard.lead + t.length :])) == 0.0
    assert np.max(np.abs(heard.bus_b[: heard.lead])) == 0.0


def test_the_mix_is_what_the_mixer_makes_of_the_same_clips(scene: Scene) -> None:
    heard = audition(scene.t, scene.pcm_a, scene.pcm_b, scene.prepared, RATE)
    laid = lay_out(scene.t, scene.pcm_a, scene.pcm_b, scene.prepared, RATE)
    mix = offline.render(Programme(clips=laid.clips), laid.start, laid.frames, RATE)
    assert np.max(np.abs(heard.bus_a + heard.bus_b)) > 1.0 > np.max(np.abs(mix))
    assert np.max(np.abs(heard.mix - mix)) < 1e-6


def test_a_track_that_was_not_moved_is_not_rendered_again(scene: Scene) -> None:
    first = alone(scene.t, scene.pcm_a, scene.pcm_b, RATE)
    moved = tuple((frame, place + 50) for frame, place in scene.t.map_to)
    later = alone(replace(scene.t, map_to=moved), scene.pcm_a, scene.pcm_b, RATE, first)
    assert later.a is first.a and later.b is not first.b
    assert alone(scene.t, scene.pcm_a, scene.pcm_b, RATE, later).a is first.a


def test_rubber_band_that_is_missing_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TransitionError, match="apt-get install rubberband-cli"):
        stretch(np.zeros((100, 2), np.float32), [(0, 0), (100, 110)], 110, RATE, tmp_path)


def test_rubber_band_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake = tmp_path / "rubberband"
    fake.write_text("#!/bin/sh\nexec /bin/sleep 60\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("planner.transitions.stretch.LEAST_PATIENCE", 0.2)
    monkeypatch.setattr("planner.transitions.stretch.PATIENCE", 0.0)
    with pytest.raises(TransitionError, match="longer than"):
        stretch(np.zeros((100, 2), np.float32), [(0, 0), (100, 110)], 110, RATE, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["rubberband"]


def test_rubber_band_that_fails_leaves_nothing_behind(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "rubberband"
    fake.write_text("#!/bin/sh\necho no more memory >&2\nexit 3\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TransitionError, match="no more memory"):
        render(scene.t, scene.pcm_a, scene.pcm_b, tmp_path / "seams")
    assert list((tmp_path / "seams").iterdir()) == []


def test_a_missing_track_is_an_error_that_says_so(scene: Scene, tmp_path: Path) -> None:
    with pytest.raises(TransitionError, match="prepare the track again"):
        render(scene.t, tmp_path / "gone.f32", scene.pcm_b, tmp_path / "seams")
