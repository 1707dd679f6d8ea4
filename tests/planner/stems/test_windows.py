"""Windows of prepared tracks: split once, kept, and split again where what was kept is damaged."""

from pathlib import Path

import numpy as np
import pytest

from planner.stems import windows
from planner.stems.cache import kept
from planner.stems.splitting import Splitting
from planner.stems.stems import STEMS, Stems
from planner.stems.windows import Window, split_windows
from planner.transitions.pcm import read_window, write_whole

RATE = 8_000


@pytest.fixture
def track(tmp_path: Path) -> Path:
    times = np.arange(30 * RATE) / RATE
    sound = np.sin(2 * np.pi * 110 * times) * 0.3 + np.random.default_rng(0).normal(size=len(times)) * np.exp(
        -30 * (times % 0.5)
    )
    write_whole(tmp_path / "track.f32", np.repeat(sound[:, None], 2, axis=1).astype(np.float32))
    return tmp_path / "track.f32"


def split(track: Path, first: int, last: int) -> Stems:
    return split_windows([Window(str(track), first, last)], RATE, Splitting(), track.parent / "stems")[0]


def files(track: Path) -> list[Path]:
    return sorted((track.parent / "stems").glob("*"))


def test_stems_add_up_also_from_the_disk(track: Path) -> None:
    sound = read_window(track, 5 * RATE, 12 * RATE)
    for _ in range(2):
        stems = split(track, 5 * RATE, 12 * RATE)
        assert np.abs(sum(stems[name] for name in STEMS) - sound).max() < 1e-6
    assert len(files(track)) == 1


def test_what_is_kept_is_not_split_again(track: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = split(track, 5 * RATE, 12 * RATE)
    monkeypatch.setattr(windows, "keep", lambda *_: pytest.fail("it was split again"))
    again = split(track, 5 * RATE + 1_000, 12 * RATE - 1_000)
    for name in STEMS:
        assert np.allclose(again[name], first[name][1_000:-1_000], atol=2e-3)


def test_a_window_beyond_the_track_s_ends_is_silent_there(track: Path) -> None:
    stems = split(track, -RATE, RATE)
    assert np.abs(stems.bass[: RATE // 2]).max() < 1e-3


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY", None])
def test_damaged_stems_are_split_again(track: Path, damage: bytes | None) -> None:
    whole = split(track, 5 * RATE, 12 * RATE)
    path = files(track)[0]
    path.write_bytes(path.read_bytes()[:-1_000] if damage is None else damage)
    again = split(track, 5 * RATE, 12 * RATE)
    assert all(np.allclose(again[name], whole[name], atol=2e-3) for name in STEMS)
    assert path.stat().st_size > 100_000


def test_stems_of_other_sound_are_none(track: Path) -> None:
    split(track, 5 * RATE, 12 * RATE)
    assert kept(files(track)[0], np.zeros((10, 2), np.float32)) is None


def test_a_folder_that_can_t_be_written_costs_only_time(track: Path) -> None:
    (track.parent / "stems").write_text("in the way")
    assert split(track, 5 * RATE, 6 * RATE).drums.shape == (RATE, 2)
