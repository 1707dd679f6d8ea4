"""Where in the folded beat the beat itself lies: on the kick and the snare, not on the hat between them."""

import numpy as np

from planner.analysis.fold import peak_offset
from planner.analysis.transients import FPS

WEIGHTS = np.array([0.5, 1.0, 1.0])  # low · middle · high: bass notes often fall between the beats
REACH = 0.012  # s: bands of one stroke rise within this


def beat_phase(profile: np.ndarray) -> tuple[float, float]:
    """The beat's phase in bins of ``profile`` ``(bins, 3)``, and how much it beats the opposite phase, 0..1."""
    strength = (profile / np.maximum(profile.mean(axis=0), 1e-9)) @ WEIGHTS
    wide = _widest(strength, round(REACH * FPS))
    best = int(np.argmax(wide))
    rival = _rival(wide, best)
    contrast = 1.0 - rival / wide[best] if wide[best] > 0 else 0.0
    return best + peak_offset(np.take(wide, [best - 1, best, best + 1], mode="wrap"), 1), float(max(contrast, 0.0))


def _widest(strength: np.ndarray, reach: int) -> np.ndarray:
    """Circular smoothing by a short triangle: bands that rise together add up."""
    kernel = np.bartlett(2 * reach + 1)
    kernel /= kernel.sum()
    padded = np.pad(strength, reach, mode="wrap")
    return np.convolve(padded, kernel, mode="valid")


def _rival(wide: np.ndarray, best: int) -> float:
    """The strongest phase farther than an eighth of a beat away."""
    bins = len(wide)
    distance = np.abs((np.arange(bins) - best + bins // 2) % bins - bins // 2)
    return float(wide[distance > bins // 8].max(initial=0.0))
