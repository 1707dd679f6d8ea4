"""Any channel layout to stereo."""

import numpy as np

HALF_POWER = float(np.sqrt(0.5))  # ITU-R BS.775: centre and surrounds at −3 dB
LEFT = {"FL": 1.0, "FC": HALF_POWER, "BL": HALF_POWER, "SL": HALF_POWER, "BC": 0.5, "FLC": HALF_POWER}
RIGHT = {"FR": 1.0, "FC": HALF_POWER, "BR": HALF_POWER, "SR": HALF_POWER, "BC": 0.5, "FRC": HALF_POWER}


def to_stereo(planar: np.ndarray, names: list[str]) -> np.ndarray:
    """``(channels, frames)`` to ``(frames, 2)``; mono sounds on both sides at its own level."""
    if len(planar) == 1:
        return np.repeat(planar.T, 2, axis=1)
    if len(planar) == 2:
        return np.ascontiguousarray(planar.T)
    return np.ascontiguousarray((matrix(names) @ planar).T, np.float32)


def matrix(names: list[str]) -> np.ndarray:
    """``(2, channels)``, scaled so that no sum of full-scale channels exceeds full scale."""
    weights = np.array([[side.get(name, 0.0) for name in names] for side in (LEFT, RIGHT)])
    sums = weights.sum(axis=1)
    if not sums.all():  # a layout FFmpeg has no names for: everything on both sides
        weights, sums = np.ones((2, len(names))), np.array([1.0, 1.0]) * len(names)
    return np.asarray(weights / sums.max(), np.float32)
