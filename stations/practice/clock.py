"""When a beat falls: steady, drifting as players do, speeding up, slowing down, or changing at once."""

import numpy as np

KINDS = ("steady", "drift", "ramp", "jump")
CHANCES = (0.72, 0.14, 0.09, 0.05)


class Clock:
    """Seconds of a place counted in beats; ``beats`` may be fractional. Swing moves the second half of each
    ``unit`` (beats) to ``ratio`` of it."""

    def __init__(self, periods: np.ndarray, start: float, unit: float = 0.0, ratio: float = 0.5) -> None:
        self._times = start + np.concatenate(([0.0], np.cumsum(periods)))
        self._unit = unit
        self._ratio = ratio

    def seconds(self, beats: float | np.ndarray) -> np.ndarray:
        """Past the last beat the tempo stays."""
        place = np.maximum(self._swung(np.asarray(beats, float)), 0.0)
        last = len(self._times) - 1
        beyond = np.maximum(place - last, 0.0) * (self._times[-1] - self._times[-2])
        return np.asarray(np.interp(place, np.arange(last + 1), self._times) + beyond)

    def _swung(self, beats: np.ndarray) -> np.ndarray:
        if not self._unit:
            return beats
        whole, part = np.divmod(beats / self._unit, 1.0)
        ratio = self._ratio
        late = np.where(part < 0.5, part * 2 * ratio, ratio + (part - 0.5) * 2 * (1 - ratio))
        return np.asarray((whole + late) * self._unit)


def draw_periods(draw: np.random.Generator, bpm: float, beats: int) -> tuple[str, np.ndarray]:
    """The kind of tempo and the seconds of each of ``beats`` beats."""
    kind = str(draw.choice(KINDS, p=CHANCES))
    tempo = np.full(beats, bpm)
    if kind == "drift":
        walk = np.cumsum(draw.normal(0, 1, beats + 16))
        smooth = np.convolve(walk, np.ones(16) / 16, "valid")[:beats]
        tempo *= 1 + draw.uniform(0.005, 0.035) * (smooth - smooth.mean()) / (
            np.abs(smooth - smooth.mean()).max() + 1e-9
        )
    elif kind == "ramp":
        first, length = draw.integers(0, beats // 2), draw.integers(beats // 4, beats)
        tempo *= np.interp(np.arange(beats), [first, first + length], [1.0, draw.uniform(0.72, 1.35)])
    elif kind == "jump":
        tempo[draw.integers(beats // 4, 3 * beats // 4) :] *= draw.uniform(0.75, 1.3)
    return kind, 60.0 / tempo
