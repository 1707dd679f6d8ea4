"""The look-ahead true-peak limiter: nothing but the peaks above the ceiling is touched."""

import numpy as np
from numpy.typing import NDArray

def limit(
    taken: NDArray[np.float32],
    given: NDArray[np.float32],
    *,
    taps: NDArray[np.float32],
    ceiling: float,
    release_share: float,
) -> None:
    """``taken`` (frames, 2) through a limiter that has heard nothing before, into ``given``, the renderer's
    ``MASTER_DELAY`` frames late. The settings are the renderer's. Raises ValueError for shapes that do not fit."""
    ...
