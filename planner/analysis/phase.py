"""Where in the folded beat a stroke lies to the millisecond."""

import numpy as np

from planner.analysis.fold import peak_offset
from planner.analysis.transients import FPS

WEIGHTS = np.array([0.5, 1.0, 1.0])  # low · middle · high: a kick's low end rises slowly, its click says when
REACH = 0.012  # s: bands of one stroke rise within this
NEAR = 0.03  # s: a candidate's stroke lies this near to it
CLOSE = 0.012  # s: how far off a tracked beat usually is
FAINT = 0.5  # of the mean strength: less than this moves no beat


def combined(profile: np.ndarray) -> np.ndarray:
    """One strength by phase of a ``(bins, 3)`` profile, in which bands that rise together add up."""
    strength = (profile / np.maximum(profile.mean(axis=0), 1e-9)) @ WEIGHTS
    reach = round(REACH * FPS)
    kernel = np.bartlett(2 * reach + 1)
    return np.convolve(np.pad(strength, reach, mode="wrap"), kernel / kernel.sum(), mode="valid")


def strongest(profile: np.ndarray) -> float:
    """The bin of the strongest stroke."""
    strength = combined(profile)
    return _refined(strength, int(np.argmax(strength)))


def snapped(profile: np.ndarray, place: float) -> float:
    """The strongest stroke within 30 ms of ``place`` (bins)."""
    strength = combined(profile)
    reach = round(NEAR * FPS)
    window = np.arange(round(place) - reach, round(place) + reach + 1) % len(strength)
    return _refined(strength, int(window[np.argmax(strength[window])]))


def settled(fine: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Each of ``times`` (s) moved to the strongest stroke near it in ``(frames, 3)`` onset strength, the nearer the
    rather."""
    strength = combined(fine)
    reach = round(NEAR * FPS)
    offsets = np.arange(-reach, reach + 1)
    index = np.clip(np.round(times * FPS).astype(int)[:, None] + offsets, 0, len(strength) - 1)
    near = (strength[index] + FAINT) * np.exp(-0.5 * (offsets / FPS / CLOSE) ** 2)
    return np.asarray(times + offsets[near.argmax(axis=1)] / FPS)


def _refined(strength: np.ndarray, index: int) -> float:
    neighbours = np.take(strength, [index - 1, index, index + 1], mode="wrap")
    return index + peak_offset(neighbours, 1)
