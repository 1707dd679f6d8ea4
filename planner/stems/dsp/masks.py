"""Masks ``(f, t)``, 0..1, for what is struck, what is held, what is low and what is in the middle.

Struck and held by median filters over frequency and over time: Fitzgerald, "Harmonic/percussive separation using median
filtering" (DAFx 2010), with soft masks as there.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import median_filter

from planner.stems.dsp.spectrum import Mask, Spectra

HELD = 0.25, 0.5  # s over which a tone is held, above and below LOW: a kick rings for less than half a beat
STRUCK = 500.0  # Hz over which a stroke spreads
LOW = 180.0  # Hz
BASS = 150.0, 300.0  # Hz: where the bass begins to end, and has
VOICE = 150.0, 225.0, 8_000.0, 12_000.0  # Hz: from where to where a voice comes in and goes
EPSILON = 1e-12


def held_and_struck(magnitude: Mask, hertz: NDArray[np.float64], fps: float) -> tuple[Mask, Mask]:
    """How strong what is held and what is struck is in each place: medians along time and along frequency."""
    low = int(np.searchsorted(hertz, LOW))
    long, short = (_odd(seconds * fps) for seconds in (HELD[1], HELD[0]))
    held = np.concatenate(
        [median_filter(magnitude[:low], size=(1, long)), median_filter(magnitude[low:], size=(1, short))]
    )
    return held, median_filter(magnitude, size=(_odd(STRUCK / (hertz[1] - hertz[0])), 1))


def share(one: Mask, other: Mask, power: float) -> Mask:
    """The part of each place that is ``one``'s: 1 makes soft masks, 2 is Wiener's."""
    ours, theirs = one**power, other**power
    return np.asarray(ours / (ours + theirs + EPSILON), np.float32)


def low_pass(hertz: NDArray[np.float64]) -> Mask:
    """The bass's part of what is held, ``(f, 1)``."""
    return 1 - _rise(hertz, *BASS)


def voice_band(hertz: NDArray[np.float64]) -> Mask:
    """Where a voice can be, ``(f, 1)``."""
    return _rise(hertz, *VOICE[:2]) * (1 - _rise(hertz, *VOICE[2:]))


def centre(bins: Spectra) -> Mask:
    """How much more there is in the middle than at the sides: voices are mixed there, and wide chords are not."""
    middle, side = np.abs(bins[0] + bins[1]), np.abs(bins[0] - bins[1])
    return np.asarray(np.maximum(middle - side, 0.0) / (middle + side + EPSILON), np.float32)


def _rise(hertz: NDArray[np.float64], start: float, end: float) -> Mask:
    """0 up to ``start``, 1 from ``end`` on, straight in octaves between."""
    octaves = np.log2(np.maximum(hertz, 1.0) / start) / np.log2(end / start)
    return np.asarray(np.clip(octaves, 0.0, 1.0)[:, None], np.float32)


def _odd(size: float) -> int:
    return max(int(size) | 1, 3)
