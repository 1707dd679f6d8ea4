"""The steady beat grid: period and phase by folding, straightened by a line through the track's stretches."""

from dataclasses import dataclass

import numpy as np

from planner.analysis.fold import fold
from planner.analysis.phase import strongest
from planner.analysis.stretches import compare_stretches
from planner.analysis.transients import FPS

TIGHT = 0.012  # s: a steady track's stretches lie this near the line
EARLY = 0.02  # s: an attack that seems to rise this short before frame 0 is a beat at 0
STEADY_SHARE = 0.8  # of the telling stretches must
CLOSE, TELLING, AGREEING = 0.003, 0.6, 0.95  # s, and shares of stretches: what a grid that can be mixed on reaches


@dataclass(frozen=True)
class Grid:
    """Beats at ``first + n * period`` s. ``spread``: s, the stretches' median distance from it; ``telling``: the
    share of stretches that have a pulse; ``agreeing``: the share of those within 12 ms."""

    first: float
    period: float
    spread: float
    telling: float
    agreeing: float

    @property
    def steady(self) -> bool:
        """The whole track follows the grid."""
        return self.agreeing >= STEADY_SHARE and self.telling >= 0.3

    @property
    def firm(self) -> bool:
        """So do its strokes, to a few milliseconds, from end to end."""
        return self.spread <= CLOSE and self.telling >= TELLING and self.agreeing >= AGREEING

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
        stretches = compare_stretches(fine, period)
        period *= 1.0 + robust_line(stretches.places, stretches.shifts, stretches.weights)[0]
    stretches = compare_stretches(fine, period)
    away = stretches.away() / FPS
    return Grid(
        first=(strongest(fold(fine, period)) / round(period) * period % period) / FPS,
        period=period / FPS,
        spread=float(np.median(away)) if len(away) else 1.0,
        telling=float(stretches.pulsing.mean()),
        agreeing=float((away < TIGHT).mean()) if len(away) else 0.0,
    )


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
