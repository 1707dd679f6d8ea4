"""What comes again in other places of a window: an accompaniment does, a voice does not.

Rafii and Pardo, "Music/voice separation using the similarity matrix" (ISMIR 2012).
"""

import numpy as np

from planner.stems.dsp.spectrum import Mask

ALIKE = 25  # frames that are most alike: their median is what comes again
APART = 0.8  # s between a frame and one that it is compared with: a note's own frames are all alike
HIGHEST, EVERY = 1_024, 4  # bins that frames are compared by
GAIN = 1_000.0  # log(1 + GAIN * magnitude), so that quiet partials count
PIECE = 64  # frames at a time: memory stays within some tens of MB


def repeating(magnitude: Mask, fps: float) -> Mask:
    """The part of ``magnitude`` ``(f, t)`` that comes again, of the same shape and at most as strong; all of a window
    that is too short to tell."""
    frames = magnitude.shape[1]
    apart = round(APART * fps)
    if frames < ALIKE + 2 * apart + 1:
        return magnitude
    numbers = most_alike(magnitude, apart)
    found = np.empty_like(magnitude)
    for start in range(0, frames, PIECE):
        found[:, start : start + PIECE] = np.median(magnitude[:, numbers[start : start + PIECE]], axis=2)
    return np.minimum(found, magnitude)


def most_alike(magnitude: Mask, apart: int) -> np.ndarray:
    """``(t, ALIKE)``: the numbers of the frames most like each, by the cosine of their logarithms."""
    told = np.log1p(GAIN * magnitude[:HIGHEST:EVERY])
    told -= told.mean(axis=0)
    told /= np.linalg.norm(told, axis=0) + 1e-9
    alike = told.T @ told
    numbers = np.arange(len(alike))
    alike[np.abs(numbers[:, None] - numbers) <= apart] = -np.inf
    return np.sort(np.argpartition(-alike, ALIKE, axis=1)[:, :ALIKE], axis=1)
