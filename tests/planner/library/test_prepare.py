"""Prepared PCM: whole or not at all."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from engine.errors import SetAside, StorageError
from planner.library.decode import decode
from planner.library.prepare import prepare_pcm
from tests.planner.library.sounds import RATE, encode, tone


def test_writes_what_decode_gives(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.mp3", tone(RATE), "libmp3lame")
    out = tmp_path / "pcm" / "a.f32"
    assert prepare_pcm(path, out, 48000) == 48000
    stored = np.fromfile(out, "<f4").reshape(-1, 2)
    np.testing.assert_array_equal(stored, decode(path, 48000))
    assert list(out.parent.iterdir()) == [out]


def test_nothing_is_left_of_a_file_that_cannot_be_decoded(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.flac", tone(10 * RATE), "flac")
    with pytest.raises(SetAside):
        prepare_pcm(path, tmp_path / "pcm" / "a.f32", RATE, max_seconds=5)
    assert not list((tmp_path / "pcm").iterdir())


def test_a_refusing_disk_keeps_what_was_there(tmp_path: Path) -> None:
    path = encode(tmp_path / "a.flac", tone(10 * RATE), "flac")
    out = tmp_path / "pcm" / "a.f32"
    out.parent.mkdir()
    out.write_bytes(b"before")
    with _largest_file(1 << 20), pytest.raises(StorageError, match="free some space"):
        prepare_pcm(path, out, RATE)
    assert out.read_bytes() == b"before"
    assert list(out.parent.iterdir()) == [out]


@contextmanager
def _largest_file(size: int) -> Iterator[None]:
    """The system refuses to write more than ``size`` bytes into any file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
