"""PCM read between its samples, for who plays at another rate than it was made at."""

from numpy import float32, float64
from numpy.typing import NDArray

def read_between(
    table: NDArray[float32],
    limits: NDArray[float64],
    pcm: NDArray[float32],
    position: float,
    rate: float,
    out: NDArray[float64],
) -> None:
    """Fill ``out`` (frames, 2) with ``pcm`` (frames, 2) at ``position + i · rate``. ``table``, ``limits``: those of
    engine.programme.sinc, whose taps need 15 frames before the first position and 17 behind the last. Raises ValueError
    where these are not there."""
