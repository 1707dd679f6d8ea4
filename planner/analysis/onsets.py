"""Onset strength in bands, each made even over time so that a quiet intro counts as much as a drop."""

import numpy as np
from scipy.ndimage import uniform_filter1d

from planner.analysis import spectrogram, transients

GROUPS = ((0, 2), (2, 8), (8, 20), (20, 40))  # mel bands: kick and bass · low middle · voices, snares · hats
PIECE = 1 << 14  # frames of the spectrogram at a time
LAG = 3  # frames: 17 ms, over which an attack rises
FINE_LAG = 4  # frames: 6 ms
LEVELLING = 10.0  # seconds over which strength is made even
FLOOR = 0.05  # of the loudest stretch: below it, silence stays silent


def onset_bands(mel: np.ndarray) -> np.ndarray:
    """``(frames, 4)`` onset strength at 172 frames a second from the log-mel spectrogram."""
    bands = band_rises(mel)
    bands = np.maximum(0.0, bands - uniform_filter1d(bands, round(0.4 * spectrogram.FPS), axis=0))
    return levelled(bands, spectrogram.FPS, 6.0)


def band_rises(mel: np.ndarray) -> np.ndarray:
    """``(frames, 4)``: each group's mean rise, taken from pieces of the spectrogram, for its float32 is large."""
    parts = []
    for start in range(0, len(mel), PIECE):
        first = max(start - LAG, 0)
        rise = risen(mel[first : start + PIECE].astype(np.float32), LAG)[start - first :]
        parts.append(np.stack([rise[:, a:b].mean(axis=1) for a, b in GROUPS], axis=1))
    return np.concatenate(parts)


def fine_onsets(fine: np.ndarray) -> np.ndarray:
    """``(frames, 3)`` onset strength at 689 frames a second, low · middle · high."""
    return levelled(risen(fine.astype(np.float32), FINE_LAG), transients.FPS, 8.0)


def risen(levels: np.ndarray, lag: int) -> np.ndarray:
    """How far each level has risen within ``lag`` frames, 0 where it fell."""
    rise = np.zeros_like(levels)
    if len(levels) > lag:
        rise[lag:] = np.maximum(0.0, levels[lag:] - levels[:-lag])
    return rise


def levelled(strength: np.ndarray, fps: float, ceiling: float) -> np.ndarray:
    """Each column over its own running RMS, cut at ``ceiling``."""
    power = np.maximum(uniform_filter1d(strength**2, round(LEVELLING * fps), axis=0), 0.0)
    level = np.sqrt(power)
    loudest = level.max(axis=0, initial=0.0)
    return np.asarray(np.minimum(strength / (level + FLOOR * loudest + 1e-6), ceiling), np.float32)
