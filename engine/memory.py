"""Memory that the audio side may touch without waiting for a disk: private, resident, locked where allowed."""

import ctypes
import mmap
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.units import CHANNELS

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.mlock.argtypes = (ctypes.c_void_p, ctypes.c_size_t)
_LIBC.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
POPULATE_READ, POPULATE_WRITE = 22, 23  # madvise(2), since Linux 5.14; before it the first blocks fault


Region = tuple[int, int]  # address, bytes
Pcm = NDArray[np.float32]  # stereo, (frames, 2)


def lock(region: Region) -> bool:
    """Keep memory resident, all of it there from now on. False where the limit (``ulimit -l``) forbids it: then it is
    there now, and may go."""
    return _LIBC.mlock(*region) == 0 or _populated(region)


def _populated(region: Region) -> Literal[False]:
    start = region[0] // mmap.PAGESIZE * mmap.PAGESIZE
    if _LIBC.madvise(start, region[0] + region[1] - start, POPULATE_WRITE):
        _LIBC.madvise(start, region[0] + region[1] - start, POPULATE_READ)  # code is not written to
    return False


def locked(frames: int) -> Pcm:
    """Zeroed stereo PCM, float32 (frames, 2), in pages of its own: they go back to the system with the array.

    Where the limit on locked memory (``ulimit -l``) forbids it, the pages are only touched.
    """
    size = max(frames, 1) * CHANNELS * np.dtype(np.float32).itemsize
    pages = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    pcm = np.frombuffer(pages, dtype=np.float32).reshape(-1, CHANNELS)
    if not lock((pcm.ctypes.data, size)):
        pcm[:] = 0.0  # the system's pages are zero anyway
    return pcm[:frames]
