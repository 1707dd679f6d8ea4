"""The master's settings: a true-peak limiter and nothing else; loudness is the clips' own gain."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

RELEASE_SECONDS = 0.08  # to 63 % of the way back: slow enough for a 40 Hz bass not to be bent

# ITU-R BS.1770-5, annex 2: the order 48 interpolator, two of its four phases; the others are their mirror images.
FIRST = (
    0.0017089843750, 0.0109863281250, -0.0196533203125, 0.0332031250000, -0.0594482421875, 0.1373291015625,
    0.9721679687500, -0.1022949218750, 0.0476074218750, -0.0266113281250, 0.0148925781250, -0.0083007812500,
)  # fmt: skip
SECOND = (
    -0.0291748046875, 0.0292968750000, -0.0517578125000, 0.0891113281250, -0.1665039062500, 0.4650878906250,
    0.7797851562500, -0.2003173828125, 0.1015625000000, -0.0582275390625, 0.0330810546875, -0.0189208984375,
)  # fmt: skip


@cache
def detector() -> NDArray[np.float32]:
    """The true-peak detector's interpolator, float32 (phases, taps)."""
    return np.array([FIRST, SECOND, SECOND[::-1], FIRST[::-1]], dtype=np.float32)


def release_share(sample_rate: int) -> float:
    """The share of its way back to 1 that the gain goes in a frame."""
    return 1.0 - float(np.exp(-1.0 / (RELEASE_SECONDS * sample_rate)))
