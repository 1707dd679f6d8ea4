"""The loader: no exception whatever the file is."""

import numpy as np
import pytest

from engine.pcm.loader import LOUDEST, Loader, sanitise
from engine.programme.clip import Clip, plain_map
from engine.programme.segment import LENGTH, Layout, Segment
from tests.support.mixing import Pcm, Shelf, noise

IDENT: Pcm = np.arange(20, dtype=np.float32).reshape(10, 2)


def segment(pcm: str, start: int = 0, length: int = 100, path: tuple[tuple[int, float], ...] | None = None) -> Segment:
    clip = Clip(at=0, length=length, lane=0, pcm=pcm, map=path or plain_map(length, start))
    return Segment(0, Layout(clip), 0, length)


def test_the_ident_goes_round(shelf: Shelf) -> None:
    read = Loader(IDENT).read(segment("ident", 5))
    assert read is not None
    pcm, first, ready = read
    assert np.array_equal(pcm[:, 0], IDENT[np.arange(first, first + len(pcm)) % 10, 0])
    assert ready == 100


@pytest.mark.parametrize("name", ["missing", "folder", "empty", "bad\0name"])
def test_trouble_is_told_once_and_nothing_is_raised(shelf: Shelf, name: str) -> None:
    (shelf.folder / "folder").mkdir()
    (shelf.folder / "empty").touch()
    told: list[str] = []
    loader = Loader(IDENT, told.append)
    for _ in range(3):
        assert loader.read(segment(f"{shelf.folder}/{name}")) is None
    assert len(told) == 1
    assert "render it again" in told[0]


def test_a_map_that_wants_a_whole_disk_is_trouble(shelf: Shelf) -> None:
    told: list[str] = []
    fast = segment(shelf.store(noise(10)), path=((0, 0.0), (100, 100.0 * LENGTH)))
    assert Loader(IDENT, told.append).read(fast) is None
    assert "slow it down" in told[0]


def test_only_what_is_no_sound_is_replaced() -> None:
    pcm = noise(100)
    kept = pcm.copy()
    assert not sanitise(pcm)
    pcm[3] = np.nan
    pcm[4] = -np.inf
    pcm[5] = -1e30
    assert sanitise(pcm)
    assert np.array_equal(pcm[3:6], [[0, 0], [0, 0], [-LOUDEST, -LOUDEST]])
    assert np.array_equal(np.delete(pcm, [3, 4, 5], axis=0), np.delete(kept, [3, 4, 5], axis=0))
