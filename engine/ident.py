"""The station's ident: what sounds when nothing else can. Synthesised, so that it needs no file and is always there.

A slow chord that breathes, and a bell figure over it, in a loop without a seam: every part turns a whole number of
times in it.
"""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from engine.units import to_amplitude

SECONDS = 9.6  # four bars of 4/4 at 100 BPM
LUFS = -16.0  # the station's loudness (BS.1770), so that a hole is no drop
SEED = 20260101  # the phases of the chord's voices; another seed is as good

# A minor ninth over four bars: Am9, Fmaj9, C6/9, G6, as semitones from A2 (110 Hz).
CHORDS = ((0, 7, 15, 22, 26), (-4, 8, 15, 19, 24), (3, 10, 15, 19, 24), (-2, 10, 14, 17, 22))
BELLS = (36, 31, 34, 27, 31, 36, 39, 38, 36, 27, 31, 34, 38, 36, 34, 31)  # one a beat

Audio = NDArray[np.float64]


@cache
def make(sample_rate: int) -> NDArray[np.float32]:
    """The ident, float32 (frames, 2), read-only; frame ``n`` of a hole plays ``n mod frames``."""
    frames = round(SECONDS * sample_rate)
    sound = _chords(frames, sample_rate) + _bells(frames, sample_rate)
    sound *= to_amplitude(LUFS - loudness(sound, sample_rate))
    ident = np.ascontiguousarray(np.tanh(sound * 1.1) / 1.1, dtype=np.float32)
    ident.setflags(write=False)
    return ident


def _hertz(semitone: int, frames: int, sample_rate: int) -> float:
    """The pitch nearest to ``semitone`` that turns a whole number of times in the loop."""
    turn = sample_rate / frames
    return float(round(110.0 * 2.0 ** (semitone / 12.0) / turn) * turn)


def _chords(frames: int, sample_rate: int) -> Audio:
    """A bar a chord, each fading into the next around the loop; two voices a note, a little apart, left and right."""
    random = np.random.default_rng(SEED)
    time = np.arange(frames) / sample_rate
    place = np.arange(frames) / frames * len(CHORDS)
    sound = np.zeros((frames, 2))
    for bar, notes in enumerate(CHORDS):
        distance = np.abs((place - bar - 0.5 + len(CHORDS) / 2) % len(CHORDS) - len(CHORDS) / 2)
        swell = np.cos(np.clip(distance - 0.25, 0.0, 0.5) * np.pi) ** 2
        heard = np.flatnonzero(swell)
        for note in notes:
            pitch = _hertz(note, frames, sample_rate)
            for side in (0, 1):
                phase = 2 * np.pi * ((pitch + side * sample_rate / frames) * time[heard] + random.random())
                voice = np.sin(phase) + 0.35 * np.sin(2 * phase) + 0.12 * np.sin(3 * phase)
                sound[heard, side] += swell[heard] * voice * 0.2 * 0.97**note
    return sound


def _bells(frames: int, sample_rate: int) -> Audio:
    """A bell a beat (two sines that beat against their octave's fifth), ringing on around the loop, side to side."""
    beat = frames / len(BELLS)
    ring = np.arange(frames // 3) / sample_rate
    sound = np.zeros((frames, 2))
    for number, note in enumerate(BELLS):
        pitch = 110.0 * 2.0 ** (note / 12.0)
        swing = np.sin(2 * np.pi * pitch * ring + 1.6 * np.exp(-9 * ring) * np.sin(2 * np.pi * 3.01 * pitch * ring))
        tone = swing * np.exp(-3.2 * ring) * np.minimum(ring / 0.004, 1.0)
        tone *= np.minimum((ring[-1] - ring) / 0.05, 1.0)
        spots = (round(number * beat) + np.arange(len(ring))) % frames
        pan = 0.5 + 0.35 * np.sin(number * 2.4)
        sound[spots] += 0.22 * tone[:, None] * np.sqrt([1.0 - pan, pan])
    return sound


def loudness(sound: Audio, sample_rate: int) -> float:
    """Loudness of a stereo loop in LUFS, ungated: ITU-R BS.1770-5, annex 1, its two filters applied to the spectrum.

    The filters' analogue prototypes are those that reproduce the recommendation's 48 kHz coefficients (Brecht De Man,
    "Evaluation of implementations of the EBU R128 loudness measurement", 2018), so that any rate will do.
    """
    spectrum = np.abs(np.fft.rfft(sound, axis=0)) ** 2
    s = 1j * np.fft.rfftfreq(len(sound), 1.0 / sample_rate)
    high, band = to_amplitude(3.99984385397), to_amplitude(3.99984385397) ** 0.499666774155
    f, q = 1681.97445095, 0.7071752369554196
    shelf = (high * s**2 + band * f / q * s + f**2) / (s**2 + f / q * s + f**2)
    f, q = 38.1354708761, 0.5003270373253953
    cut = s**2 / (s**2 + f / q * s + f**2)
    power = (spectrum.sum(axis=1) * np.abs(shelf * cut) ** 2)[1:].sum() * 2.0 / len(sound) ** 2
    return float(-0.691 + 10.0 * np.log10(power))
