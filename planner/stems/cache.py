"""Split windows on disk, so that none is split twice.

Three stems in float16, half of what they take in float32; the fourth is what they leave of the sound, so that all four
still add up to it, and what the rounding takes from one stem (66 dB below it) is in another.
"""

import contextlib
import os
from hashlib import blake2b
from pathlib import Path

import msgspec
import numpy as np

from engine.errors import StorageError
from planner.stems.stems import Pcm, Stems, completed

SUFFIX = ".stems"


def place(folder: Path, *told: object) -> Path:
    """Where a window's stems lie: ``told`` is all that they depend on."""
    return folder / f"{blake2b(msgspec.json.encode(told), digest_size=16).hexdigest()}{SUFFIX}"


def kept(path: Path, sound: Pcm) -> Stems | None:
    """The stems of ``sound`` in the file at ``path``, the most recently used now; None where there are none, or what
    is there is damaged."""
    try:
        with path.open("rb") as file:
            three = np.load(file, allow_pickle=False)
        os.utime(path)
    except (OSError, ValueError, EOFError):
        return None
    if three.shape != (3, *sound.shape) or three.dtype != np.float16:
        return None
    return completed(sound, *three.astype(np.float32))


def keep(path: Path, stems: Stems) -> None:
    """Writes them; the file appears whole or not at all. Raises StorageError."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            np.save(file, np.stack([stems.drums, stems.bass, stems.vocals]).astype(np.float16))
        partial.replace(path)
    except OSError as error:
        raise StorageError(f"{path.parent} can't take split stems ({error.strerror}): free some space") from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
