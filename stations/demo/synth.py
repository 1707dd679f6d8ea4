"""The subtractive voice: detuned oscillators, a moving filter, an amplitude envelope."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stations.demo import wavetable
from stations.demo.sound import (
    SAMPLE_RATE,
    Sound,
    Tone,
    fade_ends,
    frames_of,
    hertz,
    noise,
    pan_gains,
    seconds,
    seeded,
)


@dataclass(frozen=True)
class Patch:
    """A sound's settings. Times in s, ``cutoff`` in Hz, ``sweep`` in octaves, detune in cents; ``width`` 0..1.

    ``track``: how much the cutoff follows the pitch (1: wholly). ``glide``: s to reach the pitch from the last one.
    """

    name: str
    wave: str = "saw"
    voices: int = 1
    detune: float = 0.0
    width: float = 0.0
    sub: float = 0.0
    cutoff: float = 2000.0
    sweep: float = 0.0
    sweep_time: float = 0.2
    resonance: float = 0.0
    track: float = 0.3
    attack: float = 0.002
    decay: float = 0.3
    sustain: float = 1.0
    release: float = 0.05
    glide: float = 0.0
    vibrato: float = 0.0
    drive: float = 0.0
    breath: float = 0.0


def envelope(patch: Patch, held: int) -> Sound:
    """Attack, exponential decay to ``sustain``, and after ``held`` frames an exponential release to silence."""
    frames = held + frames_of(patch.release)
    t = seconds(frames)
    level = patch.sustain + (1.0 - patch.sustain) * np.exp(-t / max(patch.decay, 1e-3))
    level *= np.minimum(1.0, t / max(patch.attack, 1e-4))
    after = t[: frames - held]
    level[held:] *= np.exp(-after * (5.0 / max(patch.release, 1e-3)))
    return fade_ends(level.astype(np.float32), fade_out=min(0.01, patch.release))


def _phase(patch: Patch, frequency: float, origin: float, t: Sound) -> NDArray[np.float64]:
    """Cycles since the start, with glide from ``origin`` Hz and a vibrato that fades in."""
    if not patch.glide and not patch.vibrato:
        return t.astype(np.float64) * frequency
    bend = np.zeros(len(t))
    if patch.glide and origin != frequency:
        bend += np.log2(origin / frequency) * np.exp(-t / (patch.glide / 3.0))
    if patch.vibrato:
        bend += patch.vibrato / 1200.0 * np.sin(2 * np.pi * 5.3 * t) * np.minimum(1.0, t / 0.4)
    return np.asarray(np.cumsum(frequency * 2.0**bend) / SAMPLE_RATE)


def _cutoff(patch: Patch, frequency: float, tone: Tone, t: Sound) -> Sound:
    """The filter's place over time, in octaves above the fundamental."""
    rest = np.log2(patch.cutoff / frequency) + patch.track * np.log2(frequency / 220.0) + tone.bright
    moving = patch.sweep * (0.4 + 0.6 * tone.force) * np.exp(-t / patch.sweep_time)
    highest = np.log2(0.4 * SAMPLE_RATE / frequency)
    return np.minimum(rest + moving, highest).astype(np.float32)


def play(patch: Patch, tone: Tone) -> Sound:
    """One note, stereo ``(2, frames)``: the frames it is held plus the release."""
    shape = envelope(patch, tone.held)
    t = seconds(len(shape))
    f = hertz(tone.midi)
    cycles = _phase(patch, f, hertz(tone.start), t)
    table = wavetable.bank(patch.wave, patch.resonance, wavetable.harmonics_below_nyquist(f))
    out = _unison(patch, table, cycles, _cutoff(patch, f, tone, t))
    if patch.sub:
        out += np.float32(patch.sub) * np.sin(np.pi * cycles).astype(np.float32)
    if patch.breath:
        out += np.float32(patch.breath) * noise(len(t), patch.name, tone.midi)
    if patch.drive:
        out = np.tanh(out * np.float32(1.0 + 4.0 * patch.drive)) * np.float32(1.0 / (1.0 + patch.drive))
    return np.asarray(out * (shape * np.float32(0.25 + 0.75 * tone.force)))


def _unison(patch: Patch, table: Sound, cycles: NDArray[np.float64], cutoff: Sound) -> Sound:
    """The detuned oscillators, spread from left to right."""
    out = np.zeros((2, len(cycles)), np.float32)
    starts = seeded("phase", patch.name).uniform(0.0, 1.0, patch.voices) if patch.voices > 1 else [0.0]
    spread = np.linspace(-1.0, 1.0, patch.voices) if patch.voices > 1 else np.zeros(1)
    for start, offset in zip(starts, spread, strict=True):
        ratio = 2.0 ** (patch.detune * offset / 1200.0)
        tone = wavetable.read(table, cycles * ratio + start, cutoff)
        left, right = pan_gains(patch.width * offset * (1.0 if round(abs(offset) * 12) % 2 else -1.0))
        out[0] += np.float32(left) * tone
        out[1] += np.float32(right) * tone
    return out * np.float32(1.0 / np.sqrt(patch.voices))
