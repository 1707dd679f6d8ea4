"""Memory that the audio side may touch without waiting for a disk: private, resident, locked where allowed."""

import ctypes
import mmap
import weakref
from collections import deque
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


#: What is not played from any longer, the newest last: pages that are there already cost no faults and no zeroing.
_SPARE: deque[mmap.mmap] = deque(maxlen=8)
ROUND = 1 << 17  # bytes: rooms of about the same size fit each other's PCM


def locked(frames: int) -> Pcm:
    """Room for stereo PCM, float32 (frames, 2), in pages of its own; what is in it is anybody's. The pages are used
    again when the array is gone.

    Where the limit on locked memory (``ulimit -l``) forbids it, the pages are only touched.
    """
    size = max(frames, 1) * CHANNELS * np.dtype(np.float32).itemsize
    pages = _spare(size) or _fresh(-(-size // ROUND) * ROUND)
    pcm = np.frombuffer(pages, dtype=np.float32)
    weakref.finalize(pcm, _SPARE.append, pages).atexit = False
    return pcm.reshape(-1, CHANNELS)[:frames]


def _spare(size: int) -> mmap.mmap | None:
    """Pages that somebody had before, at least so many bytes and not much more."""
    for pages in list(_SPARE):
        if size <= len(pages) <= 2 * size + ROUND:
            try:
                _SPARE.remove(pages)
            except ValueError:  # another thread was faster
                continue
            return pages
    return None


def _fresh(size: int) -> mmap.mmap:
    pages = mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
    lock((np.frombuffer(pages, np.uint8).ctypes.data, size))
    return pages
