"""A set rendered offline by the live director: the report is true of the audio, and a seed is a set."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from planner.library.decode import decode
from stations.cli import main
from tests.support.listener import longest_quiet
from tests.support.on_air import make_music

pytestmark = pytest.mark.slow

RATE = 44_100
MINUTES = 2.5


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("render")
    make_music(folder / "music", count=3)
    return folder


def render(folder: Path, name: str, seed: int) -> tuple[np.ndarray, dict[str, Any]]:
    out, report = folder / f"{name}.flac", folder / f"{name}.json"
    options = ["--music", folder / "music", "--data", folder / "data", "--minutes", MINUTES, "--seed", seed]
    options += ["--out", out, "--report", report, "--cue", folder / f"{name}.cue"]
    with pytest.raises(SystemExit) as end:
        main(["render", *map(str, options)])
    assert end.value.code == 0
    samples, rate = soundfile.read(out, dtype="float32")
    assert rate == RATE
    return samples, json.loads(report.read_text())


@pytest.fixture(scope="module")
def made(folder: Path) -> tuple[np.ndarray, dict[str, Any]]:
    return render(folder, "set", 1)


def test_it_has_its_length_and_never_a_hole(made: tuple[np.ndarray, dict[str, Any]]) -> None:
    samples, report = made
    assert len(samples) == report["frames"] == round(MINUTES * 60 * RATE)
    assert longest_quiet(samples, RATE) < 0.25
    assert np.abs(samples).max() <= 10 ** (-0.9 / 20)


def test_the_items_cover_the_set_without_a_gap(made: tuple[np.ndarray, dict[str, Any]]) -> None:
    _, report = made
    ends = [item["at"] + item["length"] for item in report["items"]]
    assert report["items"][0]["at"] == 0
    assert [item["at"] for item in report["items"][1:]] == ends[:-1]
    assert ends[-1] == report["frames"]
    assert len(report["transitions"]) >= 2


def test_what_an_item_says_sounds_is_what_sounds(made: tuple[np.ndarray, dict[str, Any]]) -> None:
    samples, report = made
    for item in report["items"]:
        if item["kind"] != "track" or item["length"] < 5 * RATE:
            continue
        source = decode(Path(item["track"]), RATE)[item["source_start"] :][: item["length"]]
        heard = samples[item["at"] : item["at"] + len(source)]
        inner = slice(RATE, len(source) - RATE)  # echoes of the track before may ring on at the edges
        gain = np.vdot(heard[inner], source[inner]) / np.vdot(source[inner], source[inner])
        residual = heard[inner] - gain * source[inner]
        assert np.sqrt(np.mean(residual**2)) < 1e-3 * np.sqrt(np.mean(heard[inner] ** 2))


def test_the_maps_say_which_frame_is_heard_when(made: tuple[np.ndarray, dict[str, Any]]) -> None:
    _, report = made
    for one in report["transitions"]:
        for name in ("map_from", "map_to"):
            frames = np.array(one[name])
            assert np.all(np.diff(frames, axis=0) > 0)
            assert one["at"] <= frames[0, 1] <= frames[-1, 1] <= one["at"] + one["length"]
        assert one["map_from"][0][1] == one["at"]
        assert one["map_to"][-1][1] == one["at"] + one["length"]
        assert {"M1", "M5", "M6", "M8"} <= set(one["measures"])


def test_the_same_seed_is_the_same_set_and_another_is_not(
    folder: Path, made: tuple[np.ndarray, dict[str, Any]]
) -> None:
    again, report = render(folder, "again", 1)
    np.testing.assert_array_equal(again, made[0])
    assert report == made[1]


def test_the_cue_sheet_names_every_track(folder: Path, made: tuple[np.ndarray, dict[str, Any]]) -> None:
    text = (folder / "set.cue").read_text()
    tracks = 1 + len({one["at"] for one in made[1]["transitions"]})
    assert text.startswith('FILE "set.flac" WAVE')
    assert tracks - 1 <= text.count("INDEX 01") <= tracks
