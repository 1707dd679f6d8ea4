"""A voice-like line: glottal harmonics through moving formants, vibrato, portamento, and consonants of noise.

Formant frequencies after Peterson and Barney (1952) and Csound's singing tables; no recording is involved.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from stations.demo.drums import filtered
from stations.demo.sound import SAMPLE_RATE, Sound, Tone, fade_ends, frames_of, hertz, noise, place, seconds

SIZE = 4096
VOWELS = {  # Hz of the first five formants, a woman's
    "a": (850, 1220, 2810, 3800, 4950),
    "e": (600, 2060, 2840, 3900, 4950),
    "i": (330, 2700, 3200, 3900, 4950),
    "o": (500, 880, 2830, 3800, 4950),
    "u": (370, 720, 2700, 3800, 4950),
    "n": (280, 1300, 2600, 3700, 4900),  # the hum of n, m, l, w, r, y, before the vowel opens
}
LEVELS = (1.0, 0.65, 0.42, 0.32, 0.18)
BANDWIDTHS = (90.0, 110.0, 150.0, 220.0, 280.0)
NOISES = {  # consonant: (low Hz, high Hz, seconds, level)
    "s": (5200.0, 10_000.0, 0.085, 0.5), "c": (2300.0, 6500.0, 0.09, 0.55), "t": (3000.0, 9000.0, 0.03, 0.6),
    "k": (1400.0, 4200.0, 0.035, 0.6), "p": (500.0, 2500.0, 0.025, 0.5), "d": (1800.0, 6000.0, 0.016, 0.4),
    "b": (300.0, 1500.0, 0.016, 0.5), "g": (900.0, 3000.0, 0.02, 0.45), "h": (900.0, 6000.0, 0.08, 0.2),
    "f": (1500.0, 9000.0, 0.07, 0.22),
}  # fmt: skip
HUMS = "nmlwry"


@dataclass(frozen=True)
class Singer:
    """``formants``: size of the throat (1 a woman's, 0.84 a man's); vibrato in cents and Hz; glide in s."""

    name: str
    formants: float = 1.0
    vibrato: float = 28.0
    rate: float = 5.4
    glide: float = 0.09
    breath: float = 0.05
    attack: float = 0.035
    release: float = 0.12
    tilt: float = 1.0
    width: float = 0.5


@lru_cache(maxsize=512)
def _cycle(vowel: str, midi: int, formants: float, tilt: float) -> Sound:
    """One glottal cycle of a vowel at a pitch, RMS about 0.2."""
    f = hertz(midi)
    h = np.arange(1, int(min(90, 11_000 / f)) + 1)
    response = np.full(len(h), 0.012)
    for centre, level, width in zip(VOWELS[vowel], LEVELS, BANDWIDTHS, strict=True):
        response += level / np.sqrt(1.0 + ((h * f - centre * formants) / (width * 0.75)) ** 2)
    spectrum = np.zeros(SIZE // 2 + 1, np.complex128)
    spectrum[1 : len(h) + 1] = response * h**-tilt * np.exp(-0.35j * h)
    wave = np.fft.irfft(spectrum, SIZE)
    return (wave * (0.2 / wave.std())).astype(np.float32)


def _opening(syllable: str, frames: int) -> tuple[list[str], NDArray[np.float32]]:
    """The mouth's shapes of a syllable and, for each sample, how far along them it is (0..shapes − 1)."""
    shapes = ["n"] if syllable[:1] in HUMS else []
    shapes += [c for c in syllable if c in "aeiou"] or ["a"]
    t = seconds(frames)
    moments = [0.0] * len(shapes)
    for place_, _ in enumerate(shapes[1:], start=1):
        hum = shapes[place_ - 1] == "n"
        moments[place_] = 0.07 if hum else frames / SAMPLE_RATE * 0.45
    path = np.zeros(frames, np.float32)
    for moment, length in ((m, 0.07 if shapes[i] == "n" else 0.22) for i, m in enumerate(moments[1:])):
        path += 0.5 + 0.5 * np.tanh((t - moment) * (2.5 / length))
    return shapes, path


def _take(singer: Singer, tone: Tone, syllable: str, frames: int, take: int) -> Sound:
    """The voiced part, mono; takes differ in tuning and vibrato as repeated takes do."""
    midi = tone.midi
    t = seconds(frames)
    cents = (
        singer.vibrato * np.sin(2 * np.pi * (singer.rate + 0.13 * take) * t + take) * np.clip((t - 0.15) / 0.35, 0, 1)
    )
    cents += 100.0 * (tone.start - midi) * np.exp(-t / (singer.glide / 2.5)) + (0.0, 9.0, -10.0)[take]
    cents += 6.0 * np.interp(t, np.arange(0, frames / SAMPLE_RATE + 0.12, 0.11), _wander(midi, take, frames))
    phase = np.cumsum(hertz(midi) * 2.0 ** (cents / 1200.0)) / SAMPLE_RATE
    index = (phase * SIZE).astype(np.int32) & (SIZE - 1)
    shapes, path = _opening(syllable, frames)
    tables = np.concatenate([_cycle(s, midi, singer.formants, singer.tilt) for s in [*shapes, shapes[-1]]])
    low = np.minimum(path.astype(np.int32), len(shapes) - 1)
    weight = path - low
    at = low * SIZE + index
    return tables[at] * (1 - weight) + tables[at + SIZE] * weight


def _wander(midi: int, take: int, frames: int) -> Sound:
    """Slow random drift of the pitch, one value each 0.11 s."""
    return noise(len(np.arange(0, frames / SAMPLE_RATE + 0.12, 0.11)), "wander", midi, take)


def _consonant(syllable: str) -> Sound | None:
    """The noise a syllable starts with, or None when it starts voiced. ``c`` stands for sh."""
    spec = NOISES.get(syllable[:1])
    if spec is None:
        return None
    low, high, length, level = spec
    burst = filtered(noise(frames_of(length), "consonant", syllable[0]), "bandpass", low, high)
    return fade_ends(burst * np.float32(level), 0.3 * length if length > 0.05 else 0.0, 0.5 * length)


def sing(singer: Singer, tone: Tone, syllable: str = "a") -> Sound:
    """One syllable, stereo ``(2, frames)``: the frames it is held plus the release."""
    frames = tone.held + frames_of(singer.release)
    takes = [_take(singer, tone, syllable, frames, take) for take in range(3)]
    air = filtered(noise(frames, singer.name, tone.midi), "bandpass", 1800.0, 9000.0)
    out = np.stack([takes[0] + singer.width * takes[side] for side in (1, 2)]) + singer.breath * air
    burst = _consonant(syllable)
    out *= _swell(singer, frames, 0.0 if burst is None else 0.6 * len(burst) / SAMPLE_RATE)
    if burst is not None:
        place(out, 0, burst, 0.5)
    return fade_ends(out * np.float32(0.35 + 0.65 * tone.force), 0.002, singer.release)


def _swell(singer: Singer, frames: int, late: float) -> Sound:
    """The voice's loudness: it starts ``late`` s after the consonant and settles."""
    t = seconds(frames)
    swell = np.clip((t - late) / singer.attack, 0.0, 1.0) * (0.82 + 0.18 * np.exp(-t / 0.25))
    return np.asarray(swell, np.float32)
