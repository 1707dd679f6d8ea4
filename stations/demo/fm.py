"""Electric pianos, bells and mallets by frequency modulation (Chowning, 1973)."""

from dataclasses import dataclass

import numpy as np

from stations.demo.sound import Sound, Tone, fade_ends, frames_of, hertz, seconds


@dataclass(frozen=True)
class Fm:
    """``ratio`` of modulator to carrier in halves, ``index`` of modulation, decays in s.

    ``tremolo``: 0..1 at ``rate`` Hz, from side to side.
    """

    name: str
    ratio: float = 1.0
    index: float = 1.4
    index_decay: float = 0.35
    decay: float = 1.4
    release: float = 0.25
    tine: float = 0.15
    tremolo: float = 0.0
    rate: float = 4.6


def play(patch: Fm, tone: Tone) -> Sound:
    """One note, stereo ``(2, frames)``; harder and brighter notes get more modulation."""
    t = seconds(tone.held + frames_of(patch.release))
    f = hertz(tone.midi)
    halves = t.astype(np.float64) * (f / 2.0) % 1.0  # wrapped every second cycle, so that ratios of n/2 fit
    angle = (4 * np.pi * halves).astype(np.float32)
    depth = np.float32(patch.index * tone.force * 2.0 ** (0.5 * tone.bright) * min(1.0, 500.0 / f))
    wave = np.sin(angle + depth * np.exp(-t / patch.index_decay) * np.sin(angle * patch.ratio))
    wave += patch.tine * tone.force * np.sin(angle * 7.0) * np.exp(-t / 0.06)
    mono = fade_ends(wave * np.exp(-t / patch.decay), 0.0015, patch.release)
    sway = (patch.tremolo * np.sin(2 * np.pi * patch.rate * t)).astype(np.float32)
    return np.stack([mono * (1 + sway), mono * (1 - sway)]) * np.float32(0.3 + 0.7 * tone.force)
