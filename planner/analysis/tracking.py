"""Beats of a track whose tempo moves: the likeliest sequence of beats by the ear's odds.

A semi-Markov chain, as the bar pointer of Whiteley, Cemgil and Godsill ("Bayesian modelling of temporal structure in
musical audio", 2006) with its states at the beats alone: a beat and the gap before it follow from an earlier beat
and the gap before that. A path's score is the sum of its beats' log odds less what its changes of tempo cost.
"""

import numpy as np

from planner.analysis.hearing import CENTRE, FPS
from planner.analysis.pulse import FASTEST, SLOWEST

FINER = 4  # steps a frame of the odds: 2.9 ms
RATE = FPS * FINER
GAPS = np.unique(np.round(np.geomspace(60 / FASTEST * RATE, 60 / SLOWEST * RATE, 80)).astype(int))  # steps
REACH = 3  # gaps: about 6 %, how far the tempo moves from a beat to the next
MOVE = 1.0  # log odds that a move by one gap costs
JUMP = 14.0  # log odds that any other change costs
DEEPEST = -3.0  # log odds: silence says little against a beat
SILENT = -1e9


def track_beats(odds: np.ndarray) -> np.ndarray:
    """Beat times in seconds from the log odds ``(frames,)`` of a beat; at least one frame."""
    fine = np.interp(np.arange(len(odds) * FINER) / FINER, np.arange(len(odds)), np.maximum(odds, DEEPEST))
    score, before = forward(fine)
    return back(score, before) / RATE + CENTRE


def forward(odds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each step and gap the best score of a path that ends there, and the gap's number before (−1: none).

    All steps within the shortest gap depend on earlier ones alone, and so are taken at once.
    """
    lead, block = int(GAPS[-1]), int(GAPS[0])
    score = np.full((lead + len(odds), len(GAPS)), SILENT)
    top = np.full(len(score), SILENT), np.zeros(len(score), np.int16)  # the best gap's score and number
    before = np.full((len(odds), len(GAPS)), -1, np.int16)
    for start in range(0, len(odds), block):
        steps = np.arange(start, min(start + block, len(odds)))
        now = slice(lead + start, lead + start + len(steps))
        choice, gap = _earlier(score, top, lead + steps[:, None] - GAPS)
        before[steps] = np.where(choice > 0.0, gap, -1)
        score[now] = np.maximum(choice, 0.0) + odds[steps, None]
        top[0][now], top[1][now] = score[now].max(axis=1), score[now].argmax(axis=1)
    return score[lead:], before


def _earlier(
    score: np.ndarray, top: tuple[np.ndarray, np.ndarray], at: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The best score to go on from at the steps ``at`` ``(steps, gaps)``, and its gap's number."""
    numbers = np.arange(len(GAPS))
    best, gap = top[0][at] - JUMP, top[1][at]
    for move in range(-REACH, REACH + 1):
        other = np.clip(numbers + move, 0, len(GAPS) - 1)
        choice = score[at, other] - MOVE * abs(move)
        better = choice > best
        best, gap = np.where(better, choice, best), np.where(better, other, gap)
    return best, gap


def back(score: np.ndarray, before: np.ndarray) -> np.ndarray:
    """The steps of the best path."""
    step, gap = (int(place) for place in np.unravel_index(int(score.argmax()), score.shape))
    beats = [step]
    while before[step, gap] >= 0:
        step, gap = step - int(GAPS[gap]), int(before[step, gap])
        beats.append(step)
    return np.array(beats[::-1], float)
