"""Beats in frames: what the network is asked to say."""

import numpy as np

from planner.analysis.hearing import CENTRE, FPS

WIDTH = 1.5  # frames: a beat falls between frames, and its neighbours are not wrong


def targets(beats: np.ndarray, downbeats: np.ndarray, frames: int) -> np.ndarray:
    """``(frames, 2)``, 1 on a beat (a downbeat), less beside it, from times in seconds."""
    return np.stack([_peaks(beats, frames), _peaks(downbeats, frames)], axis=1)


def _peaks(times: np.ndarray, frames: int) -> np.ndarray:
    values = np.zeros(frames, np.float32)
    for place in (times - CENTRE) * FPS:
        near = np.arange(max(int(place) - 1, 0), min(int(place) + 3, frames))
        values[near] = np.maximum(values[near], np.maximum(1 - np.abs(near - place) / WIDTH, 0))
    return values
