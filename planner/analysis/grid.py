"""The steady beat grid: period and phase by folding, straightened by a line through the track's stretches."""

from dataclasses import dataclass

import numpy as np

from planner.analysis.fold import fold, shift_of
from planner.analysis.phase import strongest
from planner.analysis.transients import FPS

STRETCH = 16  # beats folded together to see where they lie
ALIKE = 0.35  # a stretch less like the whole says nothing about its place
TIGHT = 0.012  # s: a steady track's stretches lie this near the line
EARLY = 0.02  # s: an attack that seems to rise this short before frame 0 is a beat at 0
STEADY_SHARE = 0.8  # of the telling stretches must


@dataclass(frozen=True)
class Grid:
    """Beats at ``first + n * period`` s. ``spread``: s, the stretches' median distance from it; ``telling``: the
    share of stretches that say anything; ``agreeing``: the share of those within 12 ms."""

    first: float
    period: float
    spread: float
    telling: float
    agreeing: float

    @property
    def steady(self) -> bool:
        """The whole track follows the grid."""
        return self.agreeing >= STEADY_SHARE and self.telling >= 0.3

    def beats(self, duration: float) -> np.ndarray:
        """Every beat's time in seconds from 0 to ``duration``."""
        first = self.first
        if first > self.period - EARLY:
            first -= self.period
        count = int((duration - first) / self.period) + 1
        return np.maximum(first + self.period * np.arange(count), 0.0)


def lay_grid(fine: np.ndarray, bpm: float) -> Grid:
    """Lays the grid on ``(frames, 3)`` fine onset strength, starting from a tempo within about 0.1 %."""
    period = 60.0 / bpm * FPS
    for _ in range(3):  # each line brings the period nearer, and so the fold sharper
        places, shifts, alike = _stretches(fine, period)
        line = robust_line(places, shifts, np.where(alike > ALIKE, alike, 0.0))
        period *= 1.0 + line[0]
    places, shifts, alike = _stretches(fine, period)
    telling = alike > ALIKE
    middle = float(np.median(shifts[telling])) if telling.any() else 0.0
    away = np.abs(shifts - middle)[telling] / FPS
    first = (strongest(fold(fine, period)) / round(period) * period) % period
    return Grid(
        first=first / FPS,
        period=period / FPS,
        spread=float(np.median(away)) if telling.any() else 1.0,
        telling=float(telling.mean()) if len(telling) else 0.0,
        agreeing=float((away < TIGHT).mean()) if telling.any() else 0.0,
    )


def _stretches(fine: np.ndarray, period: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each stretch of 16 beats: its middle (frames), how late it lies (frames), how alike the whole it is."""
    whole = fold(fine, period)
    size = round(STRETCH * period)
    places, shifts, alike = [], [], []
    for start in range(0, len(fine) - size // 2, size // 2):
        profile = fold(fine[start : start + size], period, start)
        shift, likeness = shift_of(profile, whole, reach=round(period / 4))
        places.append(start + size / 2)
        shifts.append(shift)
        alike.append(likeness)
    return np.array(places), np.array(shifts), np.array(alike)


def robust_line(x: np.ndarray, y: np.ndarray, weight: np.ndarray) -> tuple[float, float]:
    """Slope and intercept by least squares, reweighted by Tukey's bisquare so that a break's outliers don't pull."""
    slope = intercept = 0.0
    if np.count_nonzero(weight) < 3:
        return slope, intercept
    robust = weight
    for _ in range(10):
        mean_x, mean_y = np.average(x, weights=robust), np.average(y, weights=robust)
        slope = float((robust * (x - mean_x) * (y - mean_y)).sum() / max((robust * (x - mean_x) ** 2).sum(), 1e-9))
        intercept = float(mean_y - slope * mean_x)
        away = y - slope * x - intercept
        scale = 4.685 * 1.4826 * max(float(np.median(np.abs(away[weight > 0]))), 0.5)
        robust = weight * np.maximum(0.0, 1 - (away / scale) ** 2) ** 2
        if np.count_nonzero(robust) < 3:
            break
    return slope, intercept
