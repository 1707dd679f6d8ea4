"""Wide, breathing chords from one inverse Fourier transform.

Each harmonic is a narrow band instead of a line, with random phases: what many detuned oscillators sound like
together. The method is Nasca Octavian Paul's PADsynth algorithm (2004, public domain).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy import fft

from stations.demo.sound import SAMPLE_RATE, Sound, fade_ends, hertz, seeded

LOOP = 1 << 17  # 3.0 s, and it repeats without a seam


@dataclass(frozen=True)
class Pad:
    """A pad's settings: ``tilt`` in powers of the harmonic, ``spread`` in cents, ``cutoff`` in Hz, times in s."""

    name: str
    tilt: float = 1.1
    odd_only: bool = False
    spread: float = 22.0
    cutoff: float = 1800.0
    floor: float = 130.0
    attack: float = 0.4
    release: float = 0.8


@lru_cache(maxsize=128)
def _loop(pad: Pad, notes: tuple[int, ...], brightness: float) -> Sound:
    """A seamless stereo loop ``(2, LOOP)`` of the chord, at about −20 dB RMS."""
    magnitude = np.zeros(LOOP // 2 + 1)
    for note in notes:
        _add_harmonics(magnitude, pad, hertz(note))
    bins = np.fft.rfftfreq(LOOP, 1.0 / SAMPLE_RATE)
    magnitude *= 1.0 / (1.0 + (bins / (pad.cutoff * 2.0**brightness)) ** 4) ** 0.5
    magnitude *= 1.0 / (1.0 + (pad.floor / np.maximum(bins, 1.0)) ** 4)
    phases = seeded("pad", pad.name, notes).uniform(0, 2 * np.pi, (2, len(magnitude)))
    phases[1] = phases[0] + (phases[1] - np.pi) * 0.45  # related sides: wide, and safe in mono
    sides = fft.irfft((magnitude * np.exp(1j * phases)).astype(np.complex64), LOOP)
    return np.asarray(sides * np.float32(0.1 * np.sqrt(len(notes)) / 2.0 / max(float(sides.std()), 1e-9)))


def _add_harmonics(magnitude: np.ndarray, pad: Pad, frequency: float) -> None:
    """Adds one note's harmonics as Gaussian bands whose width grows with their number."""
    resolution = SAMPLE_RATE / LOOP
    for h in range(1, min(40, int(14_000 / frequency)) + 1):
        if pad.odd_only and h % 2 == 0:
            continue
        centre = h * frequency / resolution
        width = max(1.0, (2.0 ** (pad.spread / 1200.0) - 1.0) * centre)
        low, high = max(0, int(centre - 4 * width)), min(len(magnitude), int(centre + 4 * width) + 2)
        offset = (np.arange(low, high) - centre) / width
        magnitude[low:high] += np.exp(-(offset**2) / 2.0) / np.sqrt(width) * h**-pad.tilt


def play_chord(pad: Pad, notes: Sequence[int], held: int, brightness: float = 0.0) -> Sound:
    """The chord, stereo: ``held`` frames with a soft attack, plus the release."""
    loop = _loop(pad, tuple(sorted(notes)), round(brightness * 4) / 4)
    frames = held + round(pad.release * SAMPLE_RATE)
    out = np.take(loop, np.arange(frames) % LOOP, axis=1)
    return fade_ends(out, pad.attack, pad.release)
