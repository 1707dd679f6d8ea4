"""Memory that the audio side may touch without waiting for a disk: private, resident, locked where allowed."""

import ctypes
import mmap

import numpy as np
from numpy.typing import NDArray

from engine.units import CHANNELS

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.mlock.argtypes = (ctypes.c_void_p, ctypes.c_size_t)


Region = tuple[int, int]  # address, bytes


def lock(region: Region) -> bool:
    """Keep memory resident, all of it there from now on. False where the limit (``ulimit -l``) forbids it."""
    return _LIBC.mlock(*region) == 0


def locked(frames: int) -> NDArray[np.float32]:
    """Zeroed stereo PCM, float32 (frames, 2), in pages of its own: they go back to the system with the array.

    Where the limit on locked memory (``ulimit -l``) forbids it, the pages are only touched.
    """
    size = max(frames, 1) * CHANNELS * np.dtype(np.float32).itemsize
    pages = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    pcm = np.frombuffer(pages, dtype=np.float32).reshape(-1, CHANNELS)
    if not lock((pcm.ctypes.data, size)):
        pcm[:] = 0.0  # the system's pages are zero anyway
    return pcm[:frames]
