"""Beats of a track whose tempo moves: the likeliest sequence of beats by the ear's odds.

A semi-Markov chain, as the bar pointer of Whiteley, Cemgil and Godsill ("Bayesian modelling of temporal structure in
musical audio", 2006) with its states at the beats alone: a beat and the gap before it follow from an earlier beat
and the gap before that. A path's score is the sum of its beats' log odds less what its changes of tempo cost.
"""

import numpy as np

from planner.analysis.hearing import CENTRE, FPS
from planner.analysis.pulse import FASTEST, SLOWEST

FINER = 2  # steps a frame of the odds: 5.8 ms
RATE = FPS * FINER
GAPS = np.arange(round(60 / FASTEST * RATE), round(60 / SLOWEST * RATE) + 1)  # steps
REACH = 4  # gaps that the tempo may move by from a beat to the next
MOVE = 100.0  # log odds that a change of the gap costs, times its logarithm
JUMP = 20.0  # log odds that any other change costs
PUSH = 0.4  # log odds that a beat a step early or late costs
MOST = 3.0  # log odds: what is surer than this is not that much surer, and silence says little against a beat
SILENT = -1e9


def track_beats(odds: np.ndarray) -> np.ndarray:
    """Beat times in seconds from the log odds ``(frames,)`` of a beat; at least one frame."""
    at = np.arange(len(odds) * FINER) / FINER
    fine = np.interp(at, np.arange(len(odds)), np.clip(odds, -MOST, MOST)).astype(np.float32)
    return likeliest(fine) / RATE + CENTRE


def likeliest(odds: np.ndarray) -> np.ndarray:
    """The steps of the beats of the best path.

    All steps within the shortest gap depend on earlier ones alone, and so are taken at once; scores are kept as far
    back as the longest gap reaches.
    """
    lead, block = int(GAPS[-1]) + 1, int(GAPS[0]) - 1
    recent = np.full((lead, len(GAPS)), SILENT, np.float32)
    before = np.full((len(odds), len(GAPS)), -1, np.int16)  # the gap's number before, times 3, and the push; −1: none
    best = (SILENT, 0, 0)
    for start in range(0, len(odds), block):
        now = odds[start : start + block, None]
        choice, where = _earlier(recent, lead + np.arange(len(now))[:, None] - GAPS)
        before[start : start + len(now)] = np.where(choice > 0.0, where, -1)
        score = np.maximum(choice, 0.0) + now
        step, gap = np.unravel_index(int(score.argmax()), score.shape)
        best = max(best, (float(score[step, gap]), start + int(step), int(gap)))
        recent = np.concatenate((recent, score))[-lead:]
    return _back(before, best[1], best[2])


def _earlier(recent: np.ndarray, at: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The best score to go on from at the rows ``at`` ``(steps, gaps)`` of ``recent``, and where that was."""
    pushed = np.stack([np.roll(recent, 1, axis=0) - PUSH, recent, np.roll(recent, -1, axis=0) - PUSH])
    push = pushed.argmax(axis=0)
    score = pushed.max(axis=0)
    gap = score.argmax(axis=1)[at]
    best = score.max(axis=1)[at] - JUMP
    for move in range(-REACH, REACH + 1):
        other = np.clip(np.arange(len(GAPS)) + move, 0, len(GAPS) - 1)
        choice = score[at, other] - MOVE * np.abs(np.log(GAPS[other] / GAPS))
        better = choice > best
        best, gap = np.where(better, choice, best), np.where(better, other, gap)
    return best, gap * 3 + push[at, gap]


def _back(before: np.ndarray, step: int, gap: int) -> np.ndarray:
    beats = [step]
    while before[step, gap] >= 0:
        earlier, push = divmod(int(before[step, gap]), 3)
        step, gap = step - int(GAPS[gap]) + push - 1, earlier
        beats.append(step)
    return np.array(beats[::-1], float)
