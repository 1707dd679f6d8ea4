"""The mel scale, as O'Shaughnessy has it: 2595 log10(1 + f / 700)."""

import numpy as np

from planner.analysis.framing import RATE


def filterbank(size: int, low: float, high: float, bands: int) -> np.ndarray:
    """``(bins, bands)`` for spectra of ``size`` samples: triangles of unit peak, from ``low`` to ``high`` Hz."""
    mel = np.linspace(2595 * np.log10(1 + low / 700), 2595 * np.log10(1 + high / 700), bands + 2)
    edges = 700 * (10 ** (mel / 2595) - 1)
    hertz = np.fft.rfftfreq(size, 1 / RATE)[:, None]
    up = (hertz - edges[:-2]) / (edges[1:-1] - edges[:-2])
    down = (edges[2:] - hertz) / (edges[2:] - edges[1:-1])
    return np.maximum(0.0, np.minimum(up, down)).astype(np.float32)
