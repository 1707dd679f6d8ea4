"""Energy 0..1, of a moment and of the whole: how loud, how busy, how bright."""

import numpy as np

from planner.analysis.beatwise import means_between
from planner.analysis.features import Features
from planner.analysis.onsets import GROUPS, band_rises
from planner.analysis.spectrogram import COARSE_FPS, FPS

SHARES = np.array([[b - a] for a, b in GROUPS]) / GROUPS[-1][1]  # of each group in all mel bands
QUIET, LOUD = -40.0, -6.0  # dBFS of power that mean no energy and all of it


def energy_curve(features: Features, edges: np.ndarray) -> np.ndarray:
    """The energy between each edge (s) and the next: half level, the rest onset density and high band."""
    power = means_between(features.power, COARSE_FPS, edges)
    level = scaled(10 * np.log10(power.sum(axis=1) + 1e-9), QUIET, LOUD)
    busy = means_between(band_rises(features.mel) @ SHARES, FPS, edges)[:, 0]
    bright = scaled(10 * np.log10(power[:, 3:].sum(axis=1) + 1e-12), QUIET - 25, LOUD - 15)
    return np.asarray(0.5 * level + 0.3 * np.clip(busy / 0.25, 0, 1) + 0.2 * bright)


def whole_energy(features: Features) -> float:
    """The track's: the mean of its livelier half, which is what a set feels of it."""
    edges = np.arange(0.0, max(features.duration, 4.0) + 1e-9, 2.0)
    curve = np.sort(energy_curve(features, edges))
    return float(np.clip(curve[len(curve) // 2 :].mean(), 0.0, 1.0))


def five_bands(features: Features) -> list[float]:
    """The five bands 0..1, each by its own usual range in mastered dance music (dBFS of power)."""
    level = 10 * np.log10(features.power.mean(axis=0) + 1e-12)
    top = np.array([-10.0, -14.0, -16.0, -22.0, -30.0])
    return [float(x) for x in np.round(scaled(level, top - 30, top), 4)]


def kick_presence(features: Features, edges: np.ndarray) -> np.ndarray:
    """How strong low strokes are between each edge and the next, 1 being the track's own strong stretches."""
    strength = means_between(band_rises(features.mel)[:, :1], FPS, edges)[:, 0]
    strong = np.percentile(strength, 90) if len(strength) else 1.0
    return np.asarray(np.clip(strength / max(strong, 1e-9), 0.0, 1.5))


def scaled(decibels: np.ndarray, low: np.ndarray | float, high: np.ndarray | float) -> np.ndarray:
    """``low`` to 0, ``high`` to 1, cut there."""
    return np.asarray(np.clip((decibels - low) / (np.asarray(high) - low), 0.0, 1.0))
