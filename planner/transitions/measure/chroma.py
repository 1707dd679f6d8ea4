"""How much the pitch classes of partials clash: the consonance of every two of them, by how strong they are.

The weights are the mean consonance of each class of interval (semitone, tone, minor third, major third, fourth,
tritone) over three listening experiments: D. Huron, "Interval-class content in equally tempered pitch-class sets",
Music Perception 11, 1994, table 2.
"""

import numpy as np
from numpy.typing import NDArray

from planner.transitions.measure.partials import Partials

CONSONANCE = (0.0, -1.428, -0.582, 0.594, 0.386, 1.240, -0.453)
PITCHES = 12
A4_HZ = 440.0
_DISTANCE = np.abs(np.subtract.outer(np.arange(PITCHES), np.arange(PITCHES)))
_WEIGHTS = -np.take(np.asarray(CONSONANCE), np.minimum(_DISTANCE, PITCHES - _DISTANCE))


def chroma(found: Partials) -> NDArray[np.float64]:
    """(moments, 12) amplitudes of the pitch classes from A on, their sum 1 or, where nothing sounds, 0. A partial
    between two classes belongs to both."""
    pitch = PITCHES * np.log2(np.maximum(found.hertz, 1.0) / A4_HZ)
    apart = np.abs((pitch[..., None] - np.arange(PITCHES) + PITCHES / 2) % PITCHES - PITCHES / 2)
    levels = np.sum(found.levels[..., None] * np.maximum(1.0 - apart, 0.0), axis=1)
    return np.asarray(levels / np.maximum(levels.sum(axis=1, keepdims=True), 1e-12))


def dissonance(classes: NDArray[np.float64]) -> NDArray[np.float64]:
    """(moments,) of chroma (moments, 12), in Huron's units, the higher the more of it clashes."""
    return np.asarray(np.einsum("mi,ij,mj->m", classes, _WEIGHTS, classes))
