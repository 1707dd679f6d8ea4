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
SILENT = -1e9

NUMBERS = np.arange(len(GAPS), dtype=np.int16)


def _move(by: int) -> tuple[slice, slice, np.ndarray]:
    """To which gaps and from which others a move leads, and what it costs."""
    to, origin = slice(max(-by, 0), len(GAPS) - max(by, 0)), slice(max(by, 0), len(GAPS) - max(-by, 0))
    return to, origin, (MOVE * np.abs(np.log(GAPS[origin] / GAPS[to]))).astype(np.float32)


MOVES = [_move(by) for by in range(-REACH, REACH + 1)]


def track_beats(odds: np.ndarray) -> np.ndarray:
    """Beat times in seconds from the log odds ``(frames,)`` of a beat; at least one frame."""
    at = np.arange(len(odds) * FINER) / FINER
    fine = np.interp(at, np.arange(len(odds)), odds).astype(np.float32)
    return likeliest(fine) / RATE + CENTRE


def likeliest(odds: np.ndarray) -> np.ndarray:
    """The steps of the beats of the best path.

    All steps within the shortest gap depend on earlier ones alone, and so are taken at once; scores are kept as far
    back as the longest gap reaches.
    """
    lead, block = int(GAPS[-1]) + 1, int(GAPS[0]) - 1
    scores, gaps = np.full((lead, len(GAPS)), SILENT, np.float32), np.zeros((lead, len(GAPS)), np.int16)
    before = np.full((len(odds), len(GAPS)), -1, np.int16)  # the gap's number before, times 3, and the push; −1: none
    best = (SILENT, 0, 0)
    for start in range(0, len(odds), block):
        now = odds[start : start + block, None]
        choice, where = _earlier(scores, gaps, len(now))
        before[start : start + len(now)] = np.where(choice > 0.0, where, -1)
        score = np.maximum(choice, 0.0) + now
        step, gap = np.unravel_index(int(score.argmax()), score.shape)
        best = max(best, (float(score[step, gap]), start + int(step), int(gap)))
        onward, origin = _moved(score)
        scores = np.concatenate((scores, onward))[-lead:]
        gaps = np.concatenate((gaps, origin))[-lead:]
    return _back(before, best[1], best[2])


def _earlier(scores: np.ndarray, gaps: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """For the next ``count`` steps and each gap the best earlier score, and where it was: a gap's number and a push."""
    flat = ((len(scores) + np.arange(count)[:, None] - GAPS) * len(GAPS) + np.arange(len(GAPS))).ravel()
    pushed = flat + np.array([-1, 0, 1])[:, None] * len(GAPS)
    choices = scores.ravel()[pushed]
    choices[::2] -= PUSH
    push = choices.argmax(axis=0)
    gap = gaps.ravel()[flat + (push - 1) * len(GAPS)]
    return choices.max(axis=0).reshape(count, -1), (gap * 3 + push).reshape(count, -1)


def _moved(score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The best score with which to go on at each gap, and the gap's number that it comes from."""
    top = score.argmax(axis=1).astype(np.int16)[:, None]
    best = np.repeat(np.take_along_axis(score, top, axis=1) - JUMP, len(GAPS), axis=1)
    gap = np.repeat(top, len(GAPS), axis=1)
    for to, origin, cost in MOVES:
        choice = score[:, origin] - cost
        better = choice > best[:, to]
        np.copyto(best[:, to], choice, where=better)
        np.copyto(gap[:, to], NUMBERS[origin], where=better)
    return best, gap


def _back(before: np.ndarray, step: int, gap: int) -> np.ndarray:
    beats = [step]
    while before[step, gap] >= 0:
        earlier, push = divmod(int(before[step, gap]), 3)
        step, gap = step - int(GAPS[gap]) + push - 1, earlier
        beats.append(step)
    return np.array(beats[::-1], float)
