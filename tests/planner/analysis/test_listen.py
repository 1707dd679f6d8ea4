"""The whole ear on pieces whose truth is known."""

from pathlib import Path

import msgspec
import numpy as np
import pytest
import soundfile

from engine.errors import SetAside
from planner.analysis.listen import analyse_file, analyse_pcm
from planner.analysis.report import error_report, to_report
from planner.catalogue.analysis import Analysis
from planner.catalogue.track import Tags
from planner.library.fileinfo import FileInfo
from tests.planner.analysis.pieces import RATE, house

SOURCE = FileInfo(duration=0.0, sample_rate=RATE, channels=2, codec="pcm")


@pytest.fixture(scope="module")
def heard() -> Analysis:
    return analyse_pcm(house(bpm=126.37, offset=0.2113), RATE, SOURCE)


def test_tempo_is_right_to_a_ten_thousandth(heard: Analysis) -> None:
    assert heard.bpm == pytest.approx(126.37, rel=1e-4)
    assert heard.steady


def test_beats_are_right_within_five_milliseconds(heard: Analysis) -> None:
    true = 0.2113 + np.arange(128) * 60 / 126.37
    beats = np.array(heard.beats)
    errors = [np.abs(beats - time).min() for time in true]
    assert max(errors) < 0.005


def test_downbeats_are_the_bars(heard: Analysis) -> None:
    true = 0.2113 + np.arange(32) * 4 * 60 / 126.37
    assert heard.beats_per_bar == 4
    errors = [np.abs(np.array(heard.downbeats) - time).min() for time in true]
    assert max(errors) < 0.005
    assert len(heard.downbeats) <= 34


def test_a_clear_piece_is_trusted(heard: Analysis) -> None:
    assert heard.trusted
    assert heard.bpm_confidence > 0.5


def test_key(heard: Analysis) -> None:
    assert heard.key.name == "A minor"
    assert heard.key.camelot == "8A"


def test_phrases_begin_on_downbeats_and_follow_one_another(heard: Analysis) -> None:
    for phrase in heard.phrases:
        assert min(abs(phrase.start - time) for time in heard.downbeats) < 1e-3
    bar = 4 * 60 / 126.37
    ends = [phrase.start + phrase.bars * bar for phrase in heard.phrases[:-1]]
    np.testing.assert_allclose(ends, [phrase.start for phrase in heard.phrases[1:]], atol=0.01)
    assert heard.phrases[0].bars in (4, 8, 16, 32)


def test_sections_cover_the_track(heard: Analysis) -> None:
    assert heard.sections[0].start == 0.0
    assert heard.sections[-1].end == pytest.approx(heard.duration)
    for one, following in zip(heard.sections[:-1], heard.sections[1:], strict=True):
        assert one.end == following.start
        assert one.label != following.label


def test_mix_points_lie_on_phrases(heard: Analysis) -> None:
    assert heard.mix_in
    assert heard.mix_out
    for point in heard.mix_in + heard.mix_out:
        assert min(abs(point.time - time) for time in heard.downbeats) < 0.01
        assert point.bars >= 4
        assert point.reason
    assert heard.mix_in[0].time < heard.mix_out[-1].time


def test_everything_is_in_its_range(heard: Analysis) -> None:
    assert 0 <= heard.energy <= 1
    assert len(heard.spectrum) == 5
    assert all(0 <= band <= 1 for band in heard.spectrum)
    assert len(heard.embedding) == 32
    assert all(np.isfinite(heard.embedding))
    assert len(heard.waveform) == pytest.approx(heard.duration * heard.waveform_rate, abs=1)
    assert max(heard.waveform) == pytest.approx(0.8, abs=0.01)


def test_listening_twice_hears_the_same(heard: Analysis) -> None:
    again = analyse_pcm(house(bpm=126.37, offset=0.2113), RATE, SOURCE)
    assert msgspec.structs.replace(again, seconds_spent=0) == msgspec.structs.replace(heard, seconds_spent=0)


@pytest.mark.parametrize("bpm", [92.5, 140.25, 174.0])
def test_other_tempi(bpm: float) -> None:
    found = analyse_pcm(house(bpm=bpm, bars=24), RATE, SOURCE)
    ratio = found.bpm / bpm
    assert min(abs(ratio / k - 1) for k in (1, 2, 0.5)) < 1e-4
    if found.trusted:
        assert ratio == pytest.approx(1, abs=1e-4)


def test_a_file_is_heard_as_its_samples_are(heard: Analysis, tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", house(bpm=126.37, offset=0.2113), RATE, subtype="FLOAT")
    found = analyse_file(tmp_path / "a.wav")
    np.testing.assert_allclose(found.beats, heard.beats, atol=1e-4)
    assert (found.sample_rate, found.channels, found.key.name) == (RATE, 2, "A minor")


def test_odd_formats_are_heard_alike(tmp_path: Path) -> None:
    sound = house(bpm=126.37, bars=16)
    soundfile.write(tmp_path / "8bit.wav", sound[:, 0], RATE, subtype="PCM_U8")
    found = analyse_file(tmp_path / "8bit.wav")
    assert found.bpm == pytest.approx(126.37, rel=1e-4)
    assert found.channels == 1


def test_a_track_of_another_rate_keeps_its_times() -> None:
    found = analyse_pcm(house(bpm=126.37, bars=16)[::2], RATE // 2, SOURCE)
    assert found.bpm == pytest.approx(126.37, rel=1e-4)
    assert abs(found.beats[0]) < 0.006


def test_a_bent_tempo_is_followed_but_not_trusted() -> None:
    sound = house(bpm=120.0, bars=32)
    speed = 1 + 0.06 * np.sin(np.linspace(0, 2 * np.pi, len(sound)))
    places = np.cumsum(speed)
    bent = np.stack([np.interp(places, np.arange(len(sound)), sound[:, 0])] * 2, axis=1).astype(np.float32)
    found = analyse_pcm(bent, RATE, SOURCE)
    assert not found.steady
    assert not found.trusted
    true = np.interp(np.arange(16, 120) * 0.5 * RATE, places, np.arange(len(places))) / RATE
    away = np.array([np.abs(np.array(found.beats) - time).min() for time in true])
    assert np.mean(away < 0.05) > 0.8


def test_noise_is_not_trusted() -> None:
    hiss = np.random.default_rng(3).uniform(-0.5, 0.5, (40 * RATE, 2)).astype(np.float32)
    found = analyse_pcm(hiss, RATE, SOURCE)
    assert not found.trusted
    assert found.mix_in
    assert found.mix_out
    assert len(found.beats) > 2


def test_a_steady_tone_is_not_trusted() -> None:
    wave = 0.5 * np.sin(2 * np.pi * 220 * np.arange(30 * RATE) / RATE)
    found = analyse_pcm(np.stack([wave, wave], axis=1).astype(np.float32), RATE, SOURCE)
    assert not found.trusted
    assert found.mix_in
    assert found.mix_out


def test_silence_is_set_aside() -> None:
    with pytest.raises(SetAside) as caught:
        analyse_pcm(np.zeros((30 * RATE, 2), np.float32), RATE, SOURCE)
    assert caught.value.code == "silent"


def test_two_seconds_are_set_aside() -> None:
    with pytest.raises(SetAside) as caught:
        analyse_pcm(house(bars=1)[: 2 * RATE], RATE, SOURCE)
    assert caught.value.code == "too-short"


def test_the_shortest_track_is_heard() -> None:
    found = analyse_pcm(house(bars=8)[: 10 * RATE + 100], RATE, SOURCE)
    assert found.mix_in
    assert found.mix_out


CONTRACT = {
    "path", "duration", "sample_rate", "channels", "title", "artist", "album", "genre", "isrc", "bpm", "bpm_confidence",
    "bpm_alternative", "steady", "beats", "downbeats", "beats_per_bar", "phrases", "sections", "key", "tuning_cents",
    "energy", "loudness", "spectrum", "vocals", "mix_in", "mix_out", "trusted", "embedding", "seconds_spent",
}  # fmt: skip


def test_the_report_has_the_contract_s_shape(heard: Analysis) -> None:
    report = to_report(Path("x.mp3"), Tags(title="T", artist="A"), heard)
    assert set(report) == CONTRACT
    assert Path(report["path"]).is_absolute()
    assert set(report["key"]) == {"camelot", "name", "confidence"}
    assert set(report["loudness"]) == {"integrated_lufs", "range_lu", "true_peak_dbtp"}
    assert set(report["mix_in"][0]) == {"time", "bars", "reason"}
    assert msgspec.json.decode(msgspec.json.encode(report)) == msgspec.json.decode(msgspec.json.encode(report))


def test_the_report_of_a_refusal() -> None:
    report = error_report(Path("/x/\udcff.mp3"), SetAside("text", "text: remove it"))
    assert report == {"path": "/x/�.mp3", "error": {"code": "text", "message": "text: remove it"}}
    assert msgspec.json.encode(report)
