"""Bars: how many beats they have, and which beat begins them."""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import maximum_filter1d

from planner.analysis.beatwise import Beatwise
from planner.analysis.ear import at_times

METRES = (4, 3, 5, 7)
FOUR_BONUS = 0.12  # of correlation: nearly all that is danced to is in four
LIKE = 5.0  # log odds to the correlation of beats a bar apart
MOST = 3.0  # log odds: what the ear is surer of than this is not that much surer
START = 1.0  # log odds: most tracks begin with a bar


@dataclass(frozen=True)
class Bars:
    """Beat ``first`` begins a bar of ``beats_per_bar``; ``margin``: its evidence over the next best's (log odds)."""

    beats_per_bar: int
    first: int
    margin: float


def find_bars(beatwise: Beatwise, odds: np.ndarray) -> Bars:
    """Reads the bars off the ear's ``(frames, 2)`` log odds and off what changes at the beats."""
    heard = np.clip(at_times(odds[:, 1], beatwise.times), -MOST, MOST)
    scores = {
        (metre, place): score
        for metre in METRES
        for place, score in enumerate(heard_scores(heard, metre) + own_scores(beatwise, metre))
    }
    best, rival = sorted(scores, key=lambda bar: scores[bar], reverse=True)[:2]
    return Bars(*best, float(scores[best] - scores[rival]))


def heard_scores(heard: np.ndarray, metre: int) -> np.ndarray:
    """The log odds, four beats' worth, that the downbeats lie on each of ``metre`` places and nowhere else: a bar too
    long leaves some out, one too short takes in what is none."""
    return np.array([heard[place::metre].sum() for place in range(metre)]) * 4 / max(len(heard), 1)


def own_scores(beatwise: Beatwise, metre: int) -> np.ndarray:
    """The evidence for each place from strokes and chords, and for the metre from how alike beats a bar apart are."""
    return phase_scores(beatwise, metre) + LIKE * likeness(beatwise, metre)


def likeness(beatwise: Beatwise, metre: int) -> float:
    """The mean correlation of beats one and two bars apart; four's is raised."""
    material = np.concatenate([standard(beatwise.strokes), standard(beatwise.chroma)], axis=1)
    lags = [k * metre for k in (1, 2) if k * metre < len(material)]
    alike = float(np.mean([np.mean(material[lag:] * material[:-lag]) for lag in lags] or [0.0]))
    return alike + FOUR_BONUS * (metre == 4)


def phase_scores(beatwise: Beatwise, metre: int) -> np.ndarray:
    """The evidence for each of ``metre`` places of the downbeat (log odds)."""
    evidence = downbeat_evidence(beatwise)
    scores = [evidence[place::metre].mean() if len(evidence) > place else -9.0 for place in range(metre)]
    scores[first_sound(beatwise) % metre] += START
    return np.array(scores)


def downbeat_evidence(beatwise: Beatwise) -> np.ndarray:
    """For each beat how much it looks like the first of a bar: strokes, a snare on either side of it, a new chord,
    a new bass note, a new part. The weights are a logistic fit on thirty-five pieces with known bars, rounded."""
    low, middle, high = standard(beatwise.strokes).T
    backbeat = 0.5 * (np.roll(high, -1) + np.roll(high, 1)) - high
    strokes = 0.35 * low + 0.2 * middle + 1.2 * backbeat
    chords = 0.8 * standard(change(beatwise.chroma, 2)) + 1.2 * standard(change(beatwise.bass, 1))
    return np.asarray(strokes + chords + 0.3 * standard(novelty(beatwise, 4)) + 0.4 * entries(beatwise))


def entries(beatwise: Beatwise) -> np.ndarray:
    """Where parts enter or leave: the peaks of the change between two bars and the next two, mean 1."""
    change = novelty(beatwise, 8)
    peak = change == maximum_filter1d(change, 7)
    above = np.where(peak, np.maximum(change - np.median(change), 0.0), 0.0)
    return np.asarray(above / max(float(above.mean()), 1e-9)) if above.any() else np.ones(len(change))


def first_sound(beatwise: Beatwise) -> int:
    """The beat on which the track begins to sound."""
    level = beatwise.timbre.mean(axis=1)
    return int(np.argmax(level > 0.1 * np.percentile(level, 80)))


def novelty(beatwise: Beatwise, side: int) -> np.ndarray:
    """How much the sound of the next ``side`` beats differs from that of the last ones."""
    before, after = around(beatwise.timbre, side)
    return np.asarray(np.sqrt(np.mean((after - before) ** 2, axis=1)))


def change(chroma: np.ndarray, side: int) -> np.ndarray:
    """1 − the cosine between the chroma before and after each beat, 0 at the ends; its root lets faint tones count."""
    before, after = around(np.sqrt(chroma), side)
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
