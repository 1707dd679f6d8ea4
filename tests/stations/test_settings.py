"""A station's configuration: every error at once, each with its dotted key and a suggestion."""

from pathlib import Path

import pytest

from engine.errors import ConfigError
from stations.defaults import default_toml
from stations.settings import SAID_ELSEWHERE, StationSettings, keys, load
from stations.station import documents

CONFIG = Path(__file__).parents[2] / "config"

TEN_ERRORS = """
[engin]
sample_rate = 44100
[engine]
sample_rat = 44100
block_frames = "many"
loudness_lufs = 3
[planner]
musik = ["/srv/music"]
candidates = 0
play_share = 2.0
port = 8000
[[planner.dayparts]]
start = "25:00"
[web]
station = "said twice"
port = 70000
"""


def test_ten_errors_are_ten_lines_each_with_its_key_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text(TEN_ERRORS)
    with pytest.raises(ConfigError) as caught:
        load(path)
    lines = {line.split(":")[0]: line for line in caught.value.problems}
    assert set(lines) == {
        "engin",
        "engine.sample_rat",
        "engine.block_frames",
        "engine.loudness_lufs",
        "planner.musik",
        "planner.candidates",
        "planner.play_share",
        "planner.port",
        "planner.dayparts.0.start",
        "web.station",
        "web.port",
    }
    assert "did you mean engine?" in lines["engin"]
    assert "did you mean engine.sample_rate?" in lines["engine.sample_rat"]
    assert "did you mean planner.music?" in lines["planner.musik"]
    assert "did you mean web.port?" in lines["planner.port"]
    assert "station.title" in lines["web.station"]
    assert "loudness target" in lines["engine.loudness_lufs"]


@pytest.mark.parametrize("text", ["[station", "name = ", "\x00"])
def test_what_is_not_toml_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "station.toml"
    path.write_text(text)
    with pytest.raises(ConfigError, match="is not TOML"):
        load(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        load(tmp_path / "station.toml")


def test_the_file_of_defaults_is_what_the_schemas_say() -> None:
    text = (CONFIG / "default.toml").read_text(encoding="utf-8")
    assert text == default_toml(), "run: python -m stations.defaults > config/default.toml"
    assert load(CONFIG / "default.toml") == load(None)


def test_every_key_is_described() -> None:
    known = keys(StationSettings)
    assert len(known) > 50
    assert set(SAID_ELSEWHERE) <= set(known)


@pytest.mark.parametrize("path", sorted(CONFIG.glob("*.toml")), ids=lambda path: path.stem)
def test_every_example_is_valid(path: Path) -> None:
    load(path)


def test_a_fact_that_several_processes_need_is_said_once() -> None:
    settings = load(
        None,
        {
            "station": {"title": "Night Bus"},
            "outputs": {"stream_port": 9001, "distance_seconds": 7.0},
            "engine": {"loudness_lufs": -14.0},
        },
    )
    made = documents(settings)
    assert made["web"]["station"] == made["outputs"]["station"] == "Night Bus"
    assert made["web"]["stream_port"] == 9001
    assert made["web"]["distance_seconds"] == 7.0
    assert made["planner"]["target_lufs"] == -14.0


def test_a_desk_key_that_is_too_short_is_not_told_on(tmp_path: Path) -> None:
    path = tmp_path / "station.toml"
    path.write_text('[web]\ndesk_key = "hush"\n')
    with pytest.raises(ConfigError, match="shorter than 12 characters") as refused:
        load(path)
    assert "hush" not in str(refused.value)
