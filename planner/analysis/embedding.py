"""A track as 32 numbers, for telling how alike two tracks are."""

import numpy as np

from planner.analysis.beatwise import Beatwise
from planner.analysis.downbeats import Bars
from planner.analysis.features import Features

SIZE = 32


def embed(features: Features, beatwise: Beatwise, bars: Bars, bpm: float, energy: float) -> list[float]:
    """Band levels (5) and their spread (5), chroma (12), a bar's low and high strokes (8), tempo, energy."""
    level = 10 * np.log10(features.power + 1e-9)
    bands = np.concatenate((level.mean(axis=0) / 60 + 1, level.std(axis=0) / 20))
    chroma = beatwise.chroma.sum(axis=0)
    shares = chroma / max(float(np.linalg.norm(chroma)), 1e-9)
    tail = [np.log2(max(bpm, 1.0) / 125.0), energy]
    return [round(float(x), 4) for x in np.concatenate((bands, shares, bar_pattern(beatwise, bars), tail))]


def bar_pattern(beatwise: Beatwise, bars: Bars) -> np.ndarray:
    """Mean low and high strokes on the first four beats of a bar, 8 numbers."""
    place = (np.arange(len(beatwise.times)) - bars.first) % bars.beats_per_bar
    strokes = beatwise.strokes[:, (0, 2)]
    means = [strokes[place == beat].mean(axis=0) if (place == beat).any() else np.zeros(2) for beat in range(4)]
    return np.asarray(np.array(means).T.ravel() / 8.0)
