"""The demo's files: whole, tagged, the same each time, and made only once."""

import json
from dataclasses import replace
from pathlib import Path

import mutagen
import numpy as np
import pytest
import soundfile

from engine.errors import StorageError, UsageError
from stations.demo import library, write
from stations.demo.score import Section

NAME = library.PIECES[0]


@pytest.fixture
def brief(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first piece with eight bars only: the same way to disk, in a moment."""
    piece = library._BY_NAME[NAME]
    sections = (Section("intro", 2, "kick hats"), Section("drop", 6, "kick bass hook"))
    monkeypatch.setitem(library._BY_NAME, NAME, replace(piece, sections=sections))


def _read(path: Path) -> np.ndarray:
    return soundfile.read(path, dtype="int16")[0].astype(int)


def test_a_piece_comes_with_truth_and_stems_that_add_up(brief: None, tmp_path: Path) -> None:
    heard: list[tuple[str, float]] = []
    [track] = library.make_demo(tmp_path, [NAME], progress=lambda name, part: heard.append((name, part)))
    assert track == tmp_path / "tracks" / f"{NAME}.flac"
    mix = _read(track)
    stems = [_read(tmp_path / "stems" / NAME / f"{stem}.flac") for stem in library.STEMS]
    assert np.abs(sum(stems) - mix).max() <= 4  # steps of 16 bits: four roundings and the mix's dither
    truth = json.loads((tmp_path / "truth" / f"{NAME}.json").read_text())
    assert truth["id"] == track.stem
    assert truth["kind"] == "exact"
    assert truth["duration"] == pytest.approx(len(mix) / 44_100, abs=1e-4)
    assert truth["vocal_activity"]
    assert heard[-1] == (NAME, 1.0)
    assert [part for _, part in heard] == sorted(part for _, part in heard)


def test_the_track_is_tagged(brief: None, tmp_path: Path) -> None:
    [track] = library.make_demo(tmp_path, [NAME], stems=False)
    tags = mutagen.File(track)
    piece = library._BY_NAME[NAME]
    assert tags is not None
    assert (tags["title"], tags["artist"]) == ([piece.title], [piece.artist])
    assert (tags["album"], tags["genre"]) == ([piece.album], [piece.genre])
    assert not (tmp_path / "stems").exists()


def test_the_same_bytes_each_time(brief: None, tmp_path: Path) -> None:
    one, two = (library.make_demo(tmp_path / folder, [NAME])[0] for folder in ("a", "b"))
    assert one.read_bytes() == two.read_bytes()
    for file in sorted((tmp_path / "a").rglob("*.*")):
        if file.is_file():
            assert file.read_bytes() == (tmp_path / "b" / file.relative_to(tmp_path / "a")).read_bytes()


def test_what_is_there_stays_and_what_is_missing_is_made(brief: None, tmp_path: Path) -> None:
    [track] = library.make_demo(tmp_path, [NAME])
    before = track.stat().st_mtime_ns
    library.make_demo(tmp_path, [NAME])
    assert track.stat().st_mtime_ns == before
    stem = tmp_path / "stems" / NAME / "bass.flac"
    stem.unlink()
    library.make_demo(tmp_path, [NAME])
    assert stem.exists()


def test_an_older_score_is_made_anew(brief: None, tmp_path: Path) -> None:
    [track] = library.make_demo(tmp_path, [NAME], stems=False)
    truth = tmp_path / "truth" / f"{NAME}.json"
    truth.write_text(json.dumps(json.loads(truth.read_text()) | {"score": 1}))
    track.write_bytes(b"old")
    library.make_demo(tmp_path, [NAME], stems=False)
    assert len(track.read_bytes()) > 1000


def test_an_interrupted_write_leaves_no_half_file(brief: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(path: Path, piece: object) -> None:
        assert path.stat().st_size > 0
        raise KeyboardInterrupt

    monkeypatch.setattr(write, "tag", interrupted)
    with pytest.raises(KeyboardInterrupt):
        library.make_demo(tmp_path, [NAME], stems=False)
    assert list((tmp_path / "tracks").iterdir()) == []
    monkeypatch.undo()


def test_a_disk_that_refuses_is_told(tmp_path: Path) -> None:
    def full(path: Path) -> None:
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    target = tmp_path / "x.flac"
    target.write_bytes(b"what was there")
    with pytest.raises(StorageError, match="free some space"):
        write.safely(target, full)
    assert target.read_bytes() == b"what was there"
    assert [file.name for file in tmp_path.iterdir()] == ["x.flac"]


def test_an_unknown_piece_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such demo piece"):
        library.make_demo(tmp_path, ["nope"])


def test_a_guest_is_named() -> None:
    assert any("feat." in name for name in library.PIECES)


@pytest.mark.slow
def test_a_whole_piece_drops_louder_than_it_breaks(tmp_path: Path) -> None:
    name = library.PIECES[6]
    [track] = library.make_demo(tmp_path, [name], stems=False)
    truth = json.loads((tmp_path / "truth" / f"{name}.json").read_text())
    mix = _read(track)
    assert len(mix) == pytest.approx(truth["duration"] * 44_100, abs=1)
    level = {}
    for section in truth["sections"]:
        part = mix[round(section["start"] * 44_100) : round(section["end"] * 44_100)]
        level[section["label"]] = 10 * np.log10((part.astype(float) ** 2).mean())
    assert level["drop"] > level["break"] + 1.5
    assert level["drop"] > level["intro"]
