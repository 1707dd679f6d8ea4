"""Writes a track's PCM for the engine: raw interleaved float32, little-endian, stereo."""

import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from engine.errors import StorageError
from engine.units import FRAME_BYTES
from planner.library.decode import MAX_SECONDS, decode_blocks


def prepare_pcm(path: Path, out: Path, sample_rate: int, max_seconds: float = MAX_SECONDS) -> int:
    """Decodes ``path`` into ``out`` and returns its frames.

    ``out`` appears whole or not at all. SetAside when the file can't be decoded, StorageError when the disk
    refuses.
    """
    partial = out.with_name(f".{out.name}.{os.getpid()}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        frames = _write(partial, decode_blocks(path, sample_rate, max_seconds))
        partial.replace(out)
        _sync_folder(out.parent)
        return frames
    except OSError as error:
        raise StorageError(
            f"prepared audio can't be written to {out.parent} ({error.strerror}): "
            "free some space there, or check its permissions"
        ) from error
    finally:
        partial.unlink(missing_ok=True)


def _write(partial: Path, blocks: Iterable[np.ndarray]) -> int:
    size = 0
    with partial.open("wb") as file:
        for block in blocks:
            size += file.write(np.ascontiguousarray(block, "<f4").data)
        file.flush()
        os.fsync(file.fileno())
    return size // FRAME_BYTES


def _sync_folder(folder: Path) -> None:
    """The rename itself reaches the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
