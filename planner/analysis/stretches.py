"""Where each stretch of a track lies against the beat that the track as a whole has."""

from dataclasses import dataclass

import numpy as np

from planner.analysis.fold import fold, shift_of

STRETCH = 16  # beats folded together to see where they lie
ALIKE = 0.35  # a stretch less like the template lies elsewhere, or has no beat
PULSE = 0.5  # of the usual contrast: a stretch with less has no beat
PASSES = 2  # of building the template


@dataclass(frozen=True)
class Stretches:
    """For each stretch: its middle (``places``) and how late it lies (``shifts``), both in fine frames; how ``alike``
    the template it is, −1..1; whether it has a pulse at all (``pulsing``)."""

    places: np.ndarray
    shifts: np.ndarray
    alike: np.ndarray
    pulsing: np.ndarray

    @property
    def weights(self) -> np.ndarray:
        """How much each says about where the beat lies."""
        return np.where(self.alike > ALIKE, self.alike, 0.0)

    def away(self) -> np.ndarray:
        """Frames that each pulsing stretch lies from where most do; infinite where its pulse is another one."""
        like = self.alike > ALIKE
        if not like.any():
            return np.full(int(self.pulsing.sum()), np.inf)
        away = np.abs(self.shifts - np.median(self.shifts[like]))
        return np.where(like, away, np.inf)[self.pulsing]


def compare_stretches(fine: np.ndarray, period: float) -> Stretches:
    """Folds half-overlapping stretches of ``(frames, 3)`` by ``period`` (frames) and compares them to a template.

    The template grows from the most typical stretch, and takes in the others as they align: a plain average
    would hold every place that any part of the track has its beat on, and a jump in the middle would go unseen.
    """
    size = max(round(STRETCH * period), 1)
    starts = np.arange(0, max(len(fine) - size // 2, 1), max(size // 2, 1))
    profiles = [fold(fine[start : start + size], period, int(start)) for start in starts]
    reach = round(period / 4)
    template = profiles[most_typical(profiles)]
    for _ in range(PASSES):
        template = _aligned_mean(profiles, template, reach)
    found = [shift_of(profile, template, reach) for profile in profiles]
    contrast = np.array([float(profile.std(axis=0).sum()) for profile in profiles])
    return Stretches(
        places=starts + size / 2,
        shifts=np.array([shift for shift, _ in found]),
        alike=np.array([alike for _, alike in found]),
        pulsing=contrast > PULSE * np.median(contrast) + 1e-6,
    )


def most_typical(profiles: list[np.ndarray]) -> int:
    """The stretch that most others are very much like.

    The fourth power keeps a stretch that straddles a jump, somewhat like both sides of it, from being chosen.
    """
    flat = np.stack([(profile - profile.mean(axis=0)).ravel() for profile in profiles])
    flat /= np.linalg.norm(flat, axis=1, keepdims=True) + 1e-9
    return int((np.maximum(flat @ flat.T, 0.0) ** 4).sum(axis=1).argmax())


def _aligned_mean(profiles: list[np.ndarray], template: np.ndarray, reach: int) -> np.ndarray:
    aligned = []
    for profile in profiles:
        shift, alike = shift_of(profile, template, reach)
        if alike > ALIKE:
            aligned.append(np.roll(profile, -round(shift), axis=0) * alike)
    return np.asarray(np.mean(aligned, axis=0)) if aligned else template
