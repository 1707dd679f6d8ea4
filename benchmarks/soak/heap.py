"""What of a process's memory is alive: resident pages also hold what its allocators keep for later."""

import ctypes
import sys
from typing import NamedTuple

#: The fields of glibc's ``struct mallinfo2`` (mallinfo(3)), sizes in bytes.
FIELDS = (
    "arena", "ordblks", "smblks", "hblks", "hblkhd", "usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"
)  # fmt: skip


class _Mallinfo(ctypes.Structure):
    _fields_ = [(name, ctypes.c_size_t) for name in FIELDS]


class Heap(NamedTuple):
    """``objects``: blocks that Python's allocator has given out, in thousands. ``malloc``: megabytes that the C library
    has, 0 where it does not say."""

    objects: float
    malloc: float


def heap() -> Heap:
    """Of this process, now."""
    return Heap(sys.getallocatedblocks() / 1e3, _in_use() / 1e6)


def _in_use() -> int:
    try:
        mallinfo = ctypes.CDLL(None).mallinfo2  # glibc 2.33
    except AttributeError:
        return 0
    mallinfo.restype = _Mallinfo
    told = mallinfo()
    return int(told.uordblks + told.hblkhd)
