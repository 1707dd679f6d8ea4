"""The safety track: held by the engine itself, whatever the planner does with its own."""

from pathlib import Path

import pytest

from engine.errors import ProgrammeError, StorageError
from engine.safety import Safety, SafetyStore, frames_of


def prepared(folder: Path, name: str, frames: int = 1_000) -> Safety:
    path = folder / name
    path.write_bytes(bytes([len(name)]) * 8 * frames)
    return Safety(pcm=str(path), frames=frames, start=10, end=900, title=name)


def test_it_outlives_the_file_it_came_from(tmp_path: Path) -> None:
    store = SafetyStore(tmp_path / "journal")
    store.folder.mkdir()
    safety = prepared(tmp_path, "one")
    kept = store.keep(safety, set())
    Path(safety.pcm).unlink()
    assert SafetyStore(store.folder).load() == kept
    assert Path(kept.pcm).read_bytes() == bytes([3]) * 8_000


def test_the_one_before_goes_unless_it_still_plays(tmp_path: Path) -> None:
    store = SafetyStore(tmp_path)
    first = store.keep(prepared(tmp_path, "one"), set())
    second = store.keep(prepared(tmp_path, "second"), {first.pcm})
    assert Path(first.pcm).exists()
    third = store.keep(prepared(tmp_path, "third"), set())
    assert [Path(safety.pcm).exists() for safety in (first, second, third)] == [False, False, True]


def test_what_is_no_longer_whole_is_no_safety(tmp_path: Path) -> None:
    store = SafetyStore(tmp_path)
    assert store.load() is None
    kept = store.keep(prepared(tmp_path, "one"), set())
    Path(kept.pcm).write_bytes(b"cut")
    assert store.load() is None
    (tmp_path / "safety.json").write_text("{")
    assert store.load() is None


def test_pcm_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProgrammeError, match="prepare it first"):
        frames_of(tmp_path / "nothing")
    with pytest.raises(StorageError, match="as safety track"):
        SafetyStore(tmp_path).keep(Safety(pcm="/nowhere", frames=1, start=0, end=1), set())
