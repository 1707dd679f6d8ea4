"""Phrases: 4, 8, 16 or 32 bars between the places where the music turns."""

from itertools import pairwise

import numpy as np

from planner.analysis.beatwise import Beatwise
from planner.analysis.downbeats import Bars, around
from planner.catalogue.analysis import Phrase

LENGTHS = (4, 8, 16, 32)
SMALLEST = 4
PERIOD = 8  # bars: how nearly all dance music is written
TURN = 1.0  # deviations above the mean: a bar line where a phrase ends early or goes on


def find_phrases(beatwise: Beatwise, bars: Bars) -> list[Phrase]:
    """Phrases from the first whole bar to the end, their boundaries on downbeats."""
    starts = np.arange(bars.first, len(beatwise.times), bars.beats_per_bar)
    if len(starts) == 0:
        return []
    turns = bar_novelty(beatwise, starts)
    bounds = boundaries(turns)
    times = beatwise.times[starts]
    return [Phrase(float(times[a]), int(b - a)) for a, b in pairwise(bounds)]


def bar_novelty(beatwise: Beatwise, starts: np.ndarray) -> np.ndarray:
    """How much four bars from each downbeat on differ from the four before, in deviations from the mean."""
    loud = np.concatenate([beatwise.timbre, beatwise.strokes], axis=1)
    sums = np.add.reduceat(loud, starts, axis=0)
    sizes = np.diff(np.append(starts, len(loud)))
    before, after = around(sums / sizes[:, None], 4)
    change = np.sqrt(np.mean((after - before) ** 2, axis=1))
    change[0] = 0.0
    return np.asarray((change - change.mean()) / (change.std() + 1e-9))


def boundaries(turns: np.ndarray) -> list[int]:
    """Bar numbers from 0 to the last: every 8 bars from the phase that the turns agree on, merged where calm."""
    count = len(turns)
    shift = phrase_shift(turns)
    lines = sorted({0, *range(shift, count, PERIOD), count})
    kept = [0]
    for line in lines[1:]:
        length = line - kept[-1]
        turning = line < count and (turns[line] > TURN or (length in LENGTHS and turns[line] > 0))
        if line == count or turning or length >= LENGTHS[-1] or _unmergeable(length, count - line):
            kept.append(line)
    return kept


def _unmergeable(length: int, left: int) -> bool:
    """A phrase that can't be told from its neighbour stays apart when together they are no usual length."""
    return length + min(PERIOD, left) not in LENGTHS


def phrase_shift(turns: np.ndarray) -> int:
    """Which bar of eight phrases begin on: where the turns are strongest, 0 when in doubt."""
    strength = np.maximum(turns, 0.0)
    sums = np.array([strength[shift::PERIOD].sum() for shift in range(PERIOD)])
    sums[0] += 0.15 * sums.sum()  # most tracks begin with their first phrase
    sums[4] += 0.05 * sums.sum()
    return int(sums.argmax())
