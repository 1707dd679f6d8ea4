"""A file of prepared PCM: how much it holds, and windows of it in memory of their own."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import ProgrammeError
from engine.memory import locked
from engine.pcm.file import frames_of, frames_there, read_into, read_window
from tests.support.mixing import Shelf, noise


@pytest.mark.parametrize("name", ["nothing", "bad\0name"])
def test_a_file_that_is_not_there_holds_nothing_and_is_named(tmp_path: Path, name: str) -> None:
    assert frames_there(tmp_path / name) == 0
    with pytest.raises(ProgrammeError, match=r"no PCM at .*: prepare it first"):
        frames_of(f"{tmp_path}/{name}")


@pytest.mark.parametrize(("first", "last"), [(0, 1), (-15, 40), (990, 1020), (100, 900), (2_000, 2_010)])
def test_a_window_is_the_files_frames_and_zeros_around_them(shelf: Shelf, first: int, last: int) -> None:
    samples = noise(1_000)
    padded = np.zeros((4_000, 2), np.float32)
    locked(last - first)[:] = 0.5  # the next one has the same pages
    padded[1_000:2_000] = samples
    pcm, held = read_window(Path(shelf.store(samples)), first, last)
    assert held == 1_000
    assert np.array_equal(pcm, padded[1_000 + first : 1_000 + last])


def test_half_a_frame_at_the_end_is_no_frame(shelf: Shelf) -> None:
    path = Path(shelf.store(noise(10)))
    path.write_bytes(path.read_bytes()[:-3])
    assert read_window(path, 0, 20)[1] == frames_of(path) == 9


def test_what_is_read_is_a_copy(shelf: Shelf) -> None:
    """A mapping would die with SIGBUS when the file shrinks."""
    samples = noise(1_000)
    path = Path(shelf.store(samples))
    pcm, _ = read_window(path, 0, 1_000)
    path.write_bytes(b"")
    assert np.array_equal(pcm, samples)


def test_what_the_file_does_not_have_is_left_alone(shelf: Shelf) -> None:
    samples = noise(10)
    pcm = np.full((14, 2), 0.5, np.float32)
    assert read_into(pcm, Path(shelf.store(samples)), -2) == 10
    assert np.array_equal(pcm[2:12], samples)
    assert (pcm[[0, 1, 12, 13]] == 0.5).all()
