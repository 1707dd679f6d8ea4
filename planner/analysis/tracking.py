"""Beats of a track whose tempo moves: the tempo followed by Viterbi, the beats by dynamic programming."""

import numpy as np
import scipy.fft

from planner.analysis.spectrogram import FPS
from planner.analysis.tempo import AGAINST, SUPPORT

WINDOW = 8.0  # s in which a tempo is read
STEP = 1.0  # s
REACH = 1.35  # the tempo may wander this far from the whole track's
STATES = 81
GIVE = 2.0  # states a second: how fast the tempo may move without cost
TIGHTNESS = 200.0  # how much an uneven beat costs (Ellis, "Beat Tracking by Dynamic Programming", 2007: 100)


def track_beats(onsets: np.ndarray, bpm: float) -> np.ndarray:
    """Beat times in seconds from ``(frames, bands)`` onset strength and the track's rough tempo."""
    strength = onsets.sum(axis=1)
    periods = local_periods(strength, bpm)
    return follow(strength / (strength.std() + 1e-9), periods) / FPS


def local_periods(strength: np.ndarray, bpm: float) -> np.ndarray:
    """The beat's period in frames at every frame."""
    size = round(WINDOW * FPS)
    padded = np.pad(strength, (size // 2, size // 2), mode="reflect")
    starts = np.arange(0, len(strength), round(STEP * FPS))
    bpms = bpm * np.geomspace(1 / REACH, REACH, STATES)
    scores = np.stack([_scores(padded[start : start + size], bpms) for start in starts])
    path = smoothest(scores)
    return np.interp(np.arange(len(strength)), starts, 60.0 / bpms[path] * FPS)


def _scores(window: np.ndarray, bpms: np.ndarray) -> np.ndarray:
    size = scipy.fft.next_fast_len(2 * len(window))
    power = np.abs(scipy.fft.rfft(window - window.mean(), size)) ** 2
    lagged = scipy.fft.irfft(power, size)[: len(window)]
    lagged /= max(lagged[0], 1e-9)
    period = 60.0 / bpms * FPS
    lags = np.arange(len(lagged))
    parts = [(m, w) for m, w in SUPPORT] + [(m, -w) for m, w in AGAINST]
    return np.asarray(sum(np.interp(period * m, lags, lagged) * w for m, w in parts))


def smoothest(scores: np.ndarray) -> np.ndarray:
    """The path of states through ``(times, states)`` scores with the best sum, its moves paid for."""
    states = np.arange(scores.shape[1])
    cost = 0.1 * np.maximum(np.abs(states[:, None] - states) - GIVE * STEP, 0.0)
    total, back = scores[0], []
    for row in scores[1:]:
        choice = total[None, :] - cost
        back.append(choice.argmax(axis=1))
        total = choice.max(axis=1) + row
    path = [int(total.argmax())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return np.array(path[::-1])


def follow(strength: np.ndarray, periods: np.ndarray) -> np.ndarray:
    """Frames of the beats: each on strength, about a local period after the one before."""
    score = strength.astype(np.float64).copy()
    back = np.full(len(score), -1)
    for now in range(len(score)):
        period = periods[now]
        first = max(now - round(2 * period), 0)
        last = now - round(period / 2)
        if last <= first:
            continue
        gaps = np.log((now - np.arange(first, last)) / period)
        choice = score[first:last] - TIGHTNESS * gaps**2
        best = int(choice.argmax())
        if choice[best] > 0:
            score[now] += choice[best]
            back[now] = first + best
    return _walk_back(score, back, round(periods[-1]))


def _walk_back(score: np.ndarray, back: np.ndarray, period: int) -> np.ndarray:
    now = len(score) - period + int(score[-period:].argmax()) if len(score) > period else int(score.argmax())
    beats = []
    while now >= 0:
        beats.append(now)
        now = int(back[now])
    return np.array(beats[::-1], float)
