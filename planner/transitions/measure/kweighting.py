"""Momentary loudness (ITU-R BS.1770-5): K-weighted power of 400 ms, at any sample rate."""

import numpy as np
from numpy.typing import NDArray

from ext.kweighting import powers
from planner.transitions.pcm import Pcm

WINDOW_SECONDS = 0.4
HOP_SECONDS = 0.1
SILENCE = -70.0  # LUFS, the absolute gate


def momentary(pcm: Pcm, sample_rate: int) -> NDArray[np.float64]:
    """LUFS of each window; window ``n`` begins at ``n`` hops. SILENCE at least."""
    hop = round(HOP_SECONDS * sample_rate)
    per_hop = np.empty(len(pcm) // hop)
    powers(pcm[: per_hop.size * hop], _filters(sample_rate), per_hop)
    count = round(WINDOW_SECONDS / HOP_SECONDS)
    if per_hop.size < count:
        return np.zeros(0)
    mean = np.convolve(per_hop, np.full(count, 1.0 / count), "valid")
    return np.maximum(-0.691 + 10.0 * np.log10(np.maximum(mean, 1e-12)), SILENCE)


def _filters(rate: int) -> NDArray[np.float64]:
    """Both stages of the K-weighting. The standard gives coefficients for 48 kHz; these are the analogue filters behind
    them (B. De Man, "Evaluation of implementations of the EBU R128 loudness measurement", AES e-Brief, 2018)."""
    return np.stack([_shelf(1681.9744509555319, 3.99984385397, 0.7071752369554193, rate), _pass(rate)])


def _shelf(hertz: float, gain: float, q: float, rate: int) -> NDArray[np.float64]:
    k, high = np.tan(np.pi * hertz / rate), 10 ** (gain / 20)
    band = high**0.499666774155
    norm = 1.0 + k / q + k * k
    return np.array(
        [
            (high + band * k / q + k * k) / norm,
            2.0 * (k * k - high) / norm,
            (high - band * k / q + k * k) / norm,
            1.0,
            2.0 * (k * k - 1.0) / norm,
            (1.0 - k / q + k * k) / norm,
        ]
    )


def _pass(rate: int) -> NDArray[np.float64]:
    k, q = np.tan(np.pi * 38.13547087613982 / rate), 0.5003270373253953
    norm = 1.0 + k / q + k * k
    return np.array([1.0, -2.0, 1.0, 1.0, 2.0 * (k * k - 1.0) / norm, (1.0 - k / q + k * k) / norm])
