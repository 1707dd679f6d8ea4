"""``everset transition``: what is asked for is written, and nothing is heard for nothing."""

import json
from pathlib import Path

import pytest

from stations.cli import main
from stations.demo.library import short_piece

PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("pieces")
    paths = [folder / f"{name}.flac" for name in "ab"]
    for seed, path in enumerate(paths):
        short_piece(path, bpm=124.0, seconds=40.0, seed=seed)
    return [str(path) for path in paths]


def code(*words: str) -> int:
    with pytest.raises(SystemExit) as left:
        main(["transition", *words])
    return int(left.value.code or 0)


def test_a_picture_and_a_report_are_written_without_sound(
    pieces: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    picture, report = tmp_path / "t.png", tmp_path / "t.json"
    assert code(*pieces, "--picture", str(picture), "--report", str(report), "--data", str(tmp_path)) == 0
    assert picture.read_bytes().startswith(PNG)
    (transition,) = json.loads(report.read_text())["transitions"]
    assert {"M1", "M9", "M14"} <= set(transition["measures"])
    assert transition["recipe"] in capsys.readouterr().out
    assert sorted(tmp_path.glob("t.*")) == [report, picture]


@pytest.mark.parametrize(
    ("words", "told"),
    [((), "say what to write"), (("--picture", "t.jpg"), "png"), (("--out", "t.mp9"), "flac or .wav")],
)
def test_what_can_not_be_written_is_told_before_anything_is_heard(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code("nothing.flac", "nothing.flac", *words) == 2
    assert told in capsys.readouterr().err
