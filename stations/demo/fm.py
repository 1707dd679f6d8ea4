"""Electric pianos, bells and mallets by frequency modulation (Chowning, 1973)."""

from dataclasses import dataclass

import numpy as np

from stations.demo.sound import Sound, fade_ends, frames_of, hertz, seconds


@dataclass(frozen=True)
class Fm:
    """``ratio`` of modulator to carrier, ``index`` of modulation, decay times in s, ``width`` of the tremolo 0..1."""

    name: str
    ratio: float = 1.0
    index: float = 1.4
    index_decay: float = 0.35
    decay: float = 1.4
    release: float = 0.25
    tine: float = 0.15
    tremolo: float = 0.0
    rate: float = 4.6


def play(
    patch: Fm,
    midi: float,
    held: int,
    velocity: float = 0.8,
    brightness: float = 0.0,
    origin: float | None = None,
) -> Sound:
    """One note, stereo ``(2, frames)``; harder and brighter notes get more modulation. ``origin`` is not used."""
    frames = held + frames_of(patch.release)
    t = seconds(frames)
    f = hertz(midi)
    angle = (2 * np.pi * f * t.astype(np.float64)) % (2 * np.pi)
    depth = (
        patch.index
        * velocity
        * 2.0 ** (0.5 * brightness)
        * min(1.0, 500.0 / f)
        * np.exp(-t / patch.index_decay)
    )
    tone = (
        np.sin(angle + depth * np.sin(angle * patch.ratio))
        if patch.ratio == int(patch.ratio)
        else np.sin(angle + depth * np.sin(2 * np.pi * f * patch.ratio * t.astype(np.float64)))
    )
    tone = tone + patch.tine * velocity * np.sin(angle * 7.0) * np.exp(-t / 0.06)
    tone = fade_ends((tone * np.exp(-t / patch.decay)).astype(np.float32), 0.0015, patch.release)
    sway = (patch.tremolo * np.sin(2 * np.pi * patch.rate * t)).astype(np.float32)
    return np.stack([tone * (1 + sway), tone * (1 - sway)]) * np.float32(0.3 + 0.7 * velocity)
