"""Prepared PCM on disk: raw interleaved float32 stereo."""

import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.errors import StorageError, TransitionError
from engine.pcm.file import read_into
from engine.units import CHANNELS

Pcm = NDArray[np.float32]

STEP = 1_024  # frames looked at together


def read_window(path: Path, first: int, last: int) -> Pcm:
    """Frames ``[first, last)`` (n, 2); silence before the file's first and behind its last frame.

    Raises TransitionError when the file can't be read.
    """
    out = np.zeros((last - first, CHANNELS), np.float32)
    try:
        read_into(out, path, first)
    except OSError as error:
        raise TransitionError(f"{path} can't be read ({error.strerror}): prepare the track again") from error
    return out


def sounding(pcm: Pcm) -> tuple[int, int]:
    """The frames ``[first, last)`` outside of which ``pcm`` (n, 2) is silent, to some hundredths of a second."""
    places = range(0, len(pcm), STEP)
    first = next((place for place in places if pcm[place : place + STEP].any()), len(pcm))
    last = next((place + STEP for place in reversed(places) if pcm[place : place + STEP].any()), first)
    return first, min(last, len(pcm))


def write_whole(path: Path, pcm: Pcm) -> None:
    """Writes ``pcm`` (n, 2); the file appears whole or not at all. Raises StorageError."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with partial.open("wb") as file:
            file.write(np.ascontiguousarray(pcm, "<f4").data)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError as error:
        raise StorageError(f"{path.parent} can't take a rendered seam ({error.strerror}): free some space") from error
    finally:
        partial.unlink(missing_ok=True)
