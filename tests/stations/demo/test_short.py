"""Short pieces: any tempo, key, length and format."""

from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from engine.errors import UsageError
from stations.demo.library import short_piece


@pytest.mark.parametrize("fmt", ["flac", "wav", "ogg", "mp3"])
def test_each_format_is_written_tagged_and_as_long_as_asked(fmt: str, tmp_path: Path) -> None:
    path = tmp_path / f"piece.{fmt}"
    truth = short_piece(path, bpm=127.81, seconds=20.0, fmt=fmt)
    sound, rate = soundfile.read(path)
    assert rate == 44_100
    assert len(sound) / rate == pytest.approx(20.0, abs=0.06 if fmt == "mp3" else 1e-3)
    assert np.abs(sound).max() > 0.3
    tags = mutagen.File(path, easy=fmt != "wav")
    assert tags is not None
    assert truth["title"] in str(tags["TIT2" if fmt == "wav" else "title"])
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


def test_the_truth_tells_what_was_asked(tmp_path: Path) -> None:
    truth = short_piece(tmp_path / "a.flac", bpm=93.7, seconds=41.5, genre="downtempo", key="4A", voice=True)
    assert (truth["id"], truth["bpm"], truth["camelot"], truth["duration"]) == ("a", 93.7, "4A", 41.5)
    assert [section["label"] for section in truth["sections"]] == ["intro", "drop", "outro"]
    assert truth["vocal_activity"]
    assert truth["beats"][-1] < 41.5


def test_without_a_voice_there_is_none(tmp_path: Path) -> None:
    assert short_piece(tmp_path / "a.flac", bpm=125, seconds=20)["vocal_activity"] == []


def test_a_seed_gives_the_same_bytes_and_another_seed_another_piece(tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("a.flac", "b.flac", "c.flac")]
    for file, seed in zip(files, (1, 1, 2), strict=True):
        short_piece(file, bpm=126, seconds=20, seed=seed)
    assert files[0].read_bytes() == files[1].read_bytes()
    assert files[0].read_bytes() != files[2].read_bytes()


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"genre": "polka"}, "no such genre"), ({"key": "13A"}, "no such key"), ({"seconds": 3}, "four bars"),
     ({"fmt": "aiff"}, "can't write")],
)  # fmt: skip
def test_what_does_not_exist_is_refused(wrong: dict[str, object], says: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=says):
        short_piece(tmp_path / "a.flac", **({"bpm": 125, "seconds": 20} | wrong))  # type: ignore[arg-type]
    assert not list(tmp_path.iterdir())
