"""Bars: how many beats they have, and which beat begins them."""

from dataclasses import dataclass

import numpy as np

from planner.analysis.beatwise import Beatwise

METRES = (4, 3, 5)
FOUR_BONUS = 0.12  # of correlation: nearly all that is danced to is in four
SIDE = 4  # beats compared before and after a possible change


@dataclass(frozen=True)
class Bars:
    """Beat ``first`` begins a bar of ``beats_per_bar``; ``margin``: its evidence over the next best's, 0..1."""

    beats_per_bar: int
    first: int
    margin: float


def find_bars(beatwise: Beatwise) -> Bars:
    """Reads the bars off what changes at the beats."""
    metre = beats_per_bar(beatwise)
    scores = phase_scores(beatwise, metre)
    order = np.argsort(scores)[::-1]
    spread = float(scores.max() - scores.min())
    margin = float(scores[order[0]] - scores[order[1]]) / spread if spread > 0 else 0.0
    return Bars(metre, int(order[0]), margin)


def beats_per_bar(beatwise: Beatwise) -> int:
    """The metre by how alike beats a bar apart are; four unless another is clearly better."""
    material = np.concatenate([standard(beatwise.strokes), standard(beatwise.chroma)], axis=1)
    likeness = {}
    for metre in METRES:
        lags = [k * metre for k in (1, 2) if k * metre < len(material)]
        likeness[metre] = float(np.mean([np.mean(material[lag:] * material[:-lag]) for lag in lags] or [0.0]))
    likeness[4] += FOUR_BONUS
    return max(likeness, key=lambda metre: likeness[metre])


def phase_scores(beatwise: Beatwise, metre: int) -> np.ndarray:
    """The evidence for each of ``metre`` places of the downbeat."""
    evidence = downbeat_evidence(beatwise)
    return np.array([evidence[phase::metre].mean() if len(evidence) > phase else -9.0 for phase in range(metre)])


def downbeat_evidence(beatwise: Beatwise) -> np.ndarray:
    """For each beat how much it looks like the first of a bar."""
    low, middle, high = standard(beatwise.strokes).T
    chord = standard(change(beatwise.chroma, 2) + change(beatwise.bass, 1))
    sound = standard(novelty(beatwise))
    backbeat = 0.5 * (np.roll(middle, -1) + np.roll(middle, 1)) - middle
    return np.asarray(0.5 * low + 0.3 * backbeat + 0.6 * chord + 0.8 * sound + 0.2 * high)


def novelty(beatwise: Beatwise) -> np.ndarray:
    """How much the sound of the next bar differs from the last one's, a beat at a time."""
    loud = beatwise.timbre - beatwise.timbre.mean(axis=0)
    before, after = around(loud, SIDE)
    return np.asarray(np.sqrt(np.mean((after - before) ** 2, axis=1)))


def change(chroma: np.ndarray, side: int) -> np.ndarray:
    """1 − the cosine between the chroma before and after each beat, 0 at the ends."""
    before, after = around(chroma, side)
    size = np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1)
    alike = (before * after).sum(axis=1) / np.maximum(size, 1e-9)
    return np.where(size > 1e-9, 1.0 - alike, 0.0)


def around(values: np.ndarray, side: int) -> tuple[np.ndarray, np.ndarray]:
    """The means of ``side`` rows before and from each row on; at the ends both are the same."""
    total = np.concatenate((np.zeros((1, values.shape[1])), np.cumsum(values, axis=0)))
    count = len(values)
    index = np.arange(count)
    low, high = np.maximum(index - side, 0), np.minimum(index + side, count)
    after = (total[high] - total[index]) / (high - index)[:, None]
    before = (total[index] - total[low]) / np.maximum(index - low, 1)[:, None]
    before[0] = after[0]
    return before, after


def standard(values: np.ndarray) -> np.ndarray:
    """Each column with mean 0 and deviation 1."""
    return np.asarray((values - values.mean(axis=0)) / (values.std(axis=0) + 1e-9))
