"""A file of prepared PCM: raw interleaved float32, stereo, as Everset wrote it."""

import os
from pathlib import Path

from engine.errors import ProgrammeError
from engine.memory import Pcm, locked
from engine.units import FRAME_BYTES


def frames_of(pcm: Path | str) -> int:
    """How many whole frames the file holds. Raises ProgrammeError when there is none."""
    try:
        return Path(pcm).stat().st_size // FRAME_BYTES
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        why = error.strerror if isinstance(error, OSError) else error
        raise ProgrammeError(f"no PCM at {pcm} ({why}): prepare it first") from error


def frames_there(pcm: Path | str) -> int:
    """The same, 0 when there is none."""
    try:
        return frames_of(pcm)
    except ProgrammeError:
        return 0


def read_window(path: Path, first: int, last: int) -> tuple[Pcm, int]:
    """Frames ``[first, last)`` in locked memory, zeros where the file has none, and how many frames it has. Raises
    OSError."""
    pcm = locked(last - first)
    held = read_into(pcm, path, first)
    pcm[: max(-first, 0)] = pcm[max(held - first, 0) :] = 0.0
    return pcm, held


def read_into(pcm: Pcm, path: Path, first: int) -> int:
    """Fill ``pcm`` (n, 2) from frame ``first`` on, but for what the file does not have; how many frames it has.

    It is copied, never mapped: a file that shrinks under a mapping kills the process. Raises OSError.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        held = os.fstat(handle).st_size // FRAME_BYTES
        start, end = max(first, 0), min(first + len(pcm), held)
        got = _fill(handle, pcm[start - first : end - first], start) if end > start else 0
        return held if got == max(end - start, 0) else start + got
    finally:
        os.close(handle)


def _fill(handle: int, pcm: Pcm, start: int) -> int:
    """Read into ``pcm`` from frame ``start`` on; how many whole frames came."""
    view = memoryview(pcm.data).cast("B")
    done = 0
    while done < len(view):
        count = os.preadv(handle, [view[done:]], start * FRAME_BYTES + done)
        if count == 0:
            break  # it has shrunk since
        done += count
    return done // FRAME_BYTES
