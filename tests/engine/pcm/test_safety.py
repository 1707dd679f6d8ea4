"""The safety track: held by the engine itself, whatever the planner does with its own."""

from pathlib import Path

import pytest

from engine.errors import StorageError
from engine.pcm.safety import Safety, SafetyStore, loop


def prepared(folder: Path, name: str, frames: int = 1_000) -> Safety:
    path = folder / name
    path.write_bytes(bytes([len(name)]) * 8 * frames)
    return Safety(pcm=str(path), frames=frames, start=10, end=900, title=name)


def test_it_outlives_the_file_it_came_from(tmp_path: Path) -> None:
    store = SafetyStore(tmp_path / "journal")
    store.folder.mkdir()
    safety = prepared(tmp_path, "one")
    kept = store.keep(safety, 50, set())
    Path(safety.pcm).unlink()
    assert SafetyStore(store.folder).load() == kept
    assert Path(kept.pcm).read_bytes() == bytes([3]) * 8 * 950
    assert (kept.start, kept.end, kept.frames) == (10, 900, 950)  # frame by frame the track's, to plan a seam from


def test_what_is_done_to_the_planners_file_does_not_touch_it(tmp_path: Path) -> None:
    store = SafetyStore(tmp_path)
    safety = prepared(tmp_path, "one")
    kept = store.keep(safety, 50, set())
    with Path(safety.pcm).open("r+b") as file:
        file.truncate(100)
    assert store.load() == kept


def test_a_long_track_is_held_for_two_minutes_of_it() -> None:
    beats = list(range(0, 600_000, 500))
    start, end = loop(beats, frames=600_000, fade=8_000, sample_rate=1_000)
    assert (start, end) == (0, 112_000)
    assert loop([], frames=600_000, fade=8_000, sample_rate=1_000) == (0, 120_000)


def test_the_one_before_goes_unless_it_still_plays(tmp_path: Path) -> None:
    store = SafetyStore(tmp_path)
    first = store.keep(prepared(tmp_path, "one"), 50, set())
    second = store.keep(prepared(tmp_path, "second"), 50, {first.pcm})
    assert Path(first.pcm).exists()
    third = store.keep(prepared(tmp_path, "third"), 50, set())
    assert [Path(safety.pcm).exists() for safety in (first, second, third)] == [False, False, True]


def test_what_is_no_longer_whole_is_no_safety(tmp_path: Path) -> None:
    store = SafetyStore(tmp_path)
    assert store.load() is None
    kept = store.keep(prepared(tmp_path, "one"), 50, set())
    Path(kept.pcm).write_bytes(b"cut")
    assert store.load() is None
    (tmp_path / "safety.json").write_text("{")
    assert store.load() is None


def test_pcm_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="as safety track"):
        SafetyStore(tmp_path).keep(Safety(pcm="/nowhere", frames=1, start=0, end=1), 50, set())
