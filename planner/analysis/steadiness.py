"""Whether a track keeps the tempo of its grid throughout: what its strokes say, and the beats that the ear follows."""

import numpy as np

from planner.analysis.ear import at_times
from planner.analysis.grid import Grid

OCTAVES = (0.5, 1.0, 2.0)  # of the grid's period: a beat followed at half the tempo is as steady
SPAN = 16  # beats over which a tempo is read
OTHER = 0.015  # of the tempo: further off is another
ELSEWHERE = 0.4  # share of the beats followed at another tempo, above which no grid stands
DOUBTED = 0.2  # the same where a part of the track has no pulse at the grid's tempo
PULSING = 0.9  # of the track's stretches: less is such a part
AFFIRMED = 0.5  # log odds: a beat
MISSED = 1.0  # log odds a beat by which the beats followed are likelier than those of a grid that isn't firm


def is_steady(grid: Grid, times: np.ndarray, tracked: np.ndarray, odds: np.ndarray) -> bool:
    """Weighs the grid's beats ``times`` against those ``tracked`` (s), by the ``odds`` ``(frames,)`` of a beat."""
    most = ELSEWHERE if grid.firm and grid.telling >= PULSING else DOUBTED
    if not grid.steady or elsewhere(tracked, grid.period) >= most:
        return False
    return grid.firm or bool(at_times(odds, tracked).mean() - at_times(odds, times).mean() < MISSED)


def strays(tracked: np.ndarray, period: float, odds: np.ndarray) -> float:
    """The share of the tracked beats that keep another tempo and are affirmed by the ``odds`` ``(frames,)``: the rest
    is what was followed through a part without beats."""
    if len(tracked) <= SPAN:
        return 0.0
    sums = np.concatenate(([0.0], np.cumsum(at_times(odds, tracked))))
    affirmed = (sums[SPAN + 1 :] - sums[: -SPAN - 1]) / (SPAN + 1) > AFFIRMED
    return float((_away(tracked, period) & affirmed).mean())


def elsewhere(tracked: np.ndarray, period: float) -> float:
    """The share of the tracked beats around which they keep another tempo than the grid's, its half or its double."""
    if len(tracked) <= SPAN:
        return 0.0
    return float(_away(tracked, period).mean())


def _away(tracked: np.ndarray, period: float) -> np.ndarray:
    """Around which beats, each with the next ``SPAN``, the tempo is another one."""
    local = (tracked[SPAN:] - tracked[:-SPAN]) / SPAN / period
    return np.asarray(np.min([np.abs(local / octave - 1) for octave in OCTAVES], axis=0) > OTHER)
