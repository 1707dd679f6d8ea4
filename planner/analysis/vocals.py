"""Where a voice may be: what in the middle band does not repeat when the bar repeats.

An estimate by repetition (after Rafii and Pardo's REPET-SIM, 2012): instruments of loop-made music return with the
bars, a voice says something else each time. A solo or a new layer can pass for a voice.
"""

import numpy as np
from scipy.ndimage import uniform_filter1d

from planner.analysis.spectrogram import FPS

COLUMNS = 32  # to the bar
BANDS = slice(4, 26)  # mel bands of about 0.35 to 5 kHz
LIKE = 4  # bars that are most alike make up what repeats
NEAR = 48  # bars each way in which they are looked for
THRESHOLD = 0.16  # of log amplitude that does not repeat, over a second and a half
SMOOTHING = 1.5  # s
SHORTEST = 2.0  # s of voice
BRIDGE = 2.0  # s: shorter pauses belong to the phrase


def find_vocals(mel: np.ndarray, downbeats: np.ndarray) -> list[tuple[float, float]]:
    """Spans in seconds, from the log-mel spectrogram and the bars."""
    if len(downbeats) < 6:
        return []
    bars, times = bar_images(mel, downbeats)
    strange = (bars - repeating(bars)).reshape(-1, bars.shape[2])
    excess = np.maximum(strange, 0.0).mean(axis=1)
    step = float(np.median(np.diff(times)))
    smooth = uniform_filter1d(excess, max(1, round(SMOOTHING / step)))
    return spans(times, smooth > THRESHOLD, step)


def bar_images(mel: np.ndarray, downbeats: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """``(bars, 32, bands)`` of the middle band, and the times of all columns."""
    grid = np.interp(np.arange((len(downbeats) - 1) * COLUMNS) / COLUMNS, np.arange(len(downbeats)), downbeats)
    index = np.clip(np.round(grid * FPS).astype(int), 0, len(mel) - 1)
    smooth = uniform_filter1d(mel[:, BANDS].astype(np.float32), 9, axis=0)
    return smooth[index].reshape(len(downbeats) - 1, COLUMNS, -1), grid


def repeating(bars: np.ndarray) -> np.ndarray:
    """For each bar the median of those most like it nearby, itself left out."""
    flat = bars.reshape(len(bars), -1)
    result = np.empty_like(bars)
    for index in range(len(bars)):
        first = max(0, index - NEAR)
        others = np.delete(np.arange(first, min(len(bars), index + NEAR + 1)), index - first)
        distance = np.abs(flat[others] - flat[index]).mean(axis=1)
        result[index] = np.median(bars[others[np.argsort(distance)[:LIKE]]], axis=0)
    return result


def spans(times: np.ndarray, active: np.ndarray, step: float) -> list[tuple[float, float]]:
    """Runs of activity, short pauses bridged, short runs dropped."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], active.astype(int), [0]))))
    found: list[tuple[float, float]] = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        start, end = float(times[first]), float(times[last - 1] + step)
        if found and start - found[-1][1] < BRIDGE:
            start = found.pop()[0]
        found.append((start, end))
    return [(round(a, 3), round(b, 3)) for a, b in found if b - a >= SHORTEST]
