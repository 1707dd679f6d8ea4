"""What Python sees of reading a ring: ``engine.ring.reader`` is its twin."""

from mmap import mmap

import numpy as np
from numpy.typing import NDArray

def read_blocks(
    memory: mmap,
    out: NDArray[np.float32],
    *,
    records: int,
    samples: int,
    start: int,
    block_frames: int,
    block_count: int,
    frame: int,
) -> int:
    """Copy the blocks from the one that begins at ``frame`` on into ``out``, (blocks, frames, 2). ``memory``: the
    ring's mapping; ``records``, ``samples``: where each lies in it, in bytes (engine.ring.geometry); ``start``: the
    ring's first frame. Returns how many were as written; at the first that was not it stops."""
