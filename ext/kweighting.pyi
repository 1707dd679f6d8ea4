"""The power of stereo sound behind the two filters of the K-weighting."""

import numpy as np
from numpy.typing import NDArray

def powers(pcm: NDArray[np.float32], filters: NDArray[np.float64], out: NDArray[np.float64]) -> None:
    """Into each of ``out`` (n,) the mean square of an n-th of ``pcm`` (frames, 2), left and right added up, behind
    ``filters`` (2, 6), scipy.signal's second-order sections. Raises ValueError for shapes that do not fit."""
    ...
