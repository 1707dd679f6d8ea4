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
    bar = frames / len(CHORDS)
    place = np.arange(round(1.5 * bar)) / bar  # it begins a quarter of a bar early and ends as late
    swell = np.cos(np.clip(np.abs(place - 0.75) - 0.25, 0.0, 0.5) * np.pi) ** 2
    sound = np.zeros((2, frames))
    for number, notes in enumerate(CHORDS):
        start = round((number - 0.25) * bar)
        chord = np.zeros((2, len(swell)))
        for note in notes:
            for side in (0, 1):
                pitch = _hertz(note, frames, sample_rate) + side * sample_rate / frames
                chord[side] += 0.2 * 0.97**note * _voice(pitch / sample_rate, start, len(swell), random.random())
        for side in (0, 1):
            _lay(sound[side], start, swell * chord[side])
    return sound.T


def _voice(turn: float, start: int, length: int, phase: float) -> Audio:
    """A sine of ``turn`` turns a frame with some of its second and third harmonic, without offset."""
    sine = np.sin(2.0 * np.pi * (np.arange(start, start + length) * turn + phase))
    return np.asarray(sine * (1.0 + (0.35 - 0.4 * sine) * sine) - 0.175)


def _lay(loop: Audio, start: int, piece: Audio) -> None:
    """Add ``piece`` to ``loop`` from ``start`` on, around its end."""
    start %= len(loop)
    inside = min(len(piece), len(loop) - start)
    loop[start : start + inside] += piece[:inside]
    loop[: len(piece) - inside] += piece[inside:]


def _bells(frames: int, sample_rate: int) -> Audio:
    """A bell a beat (frequency modulation that dies away), ringing on around the loop, from side to side."""
    beat = frames / len(BELLS)
    ring = np.arange(frames // 4) / sample_rate
    shape = np.exp(-3.2 * ring) * np.minimum(ring / 0.004, 1.0) * np.minimum((ring[-1] - ring) / 0.05, 1.0)
    strike = 1.6 * np.exp(-9.0 * ring)
    tones = {}
    sound = np.zeros((2, frames))
    for number, note in enumerate(BELLS):
        if note not in tones:
            phase = 2 * np.pi * 110.0 * 2.0 ** (note / 12.0) * ring
            tones[note] = 0.22 * shape * np.sin(phase + strike * np.sin(3.01 * phase))
        pan = 0.5 + 0.35 * np.sin(number * 2.4)
        for side, share in enumerate((1.0 - pan, pan)):
            _lay(sound[side], round(number * beat), tones[note] * np.sqrt(share))
    return sound.T


def loudness(sound: Audio, sample_rate: int) -> float:
    """Loudness of a stereo loop in LUFS, ungated: ITU-R BS.1770-5, annex 1, its two filters applied to the spectrum.

    The filters' prototypes, bilinear at any rate, are those that give the recommendation's coefficients at 48 kHz
    (Brecht De Man, "Evaluation of implementations of the EBU R128 loudness measurement", 2018).
    """
    power = (np.abs(np.fft.rfft(sound, axis=0)) ** 2).sum(axis=1)[1:-1]
    s = 1j * np.tan(np.pi * np.arange(1, len(power) + 1) / len(sound))
    heard = (power * np.abs(_shelf(s, sample_rate) * _cut(s, sample_rate)) ** 2).sum() * 2.0 / len(sound) ** 2
    return float(-0.691 + 10.0 * np.log10(heard))


def _shelf(s: NDArray[np.complex128], sample_rate: int) -> NDArray[np.complex128]:
    """The head's effect: 4 dB above 1.7 kHz."""
    k, q = np.tan(np.pi * 1681.97445095 / sample_rate), 0.7071752369554196
    high = to_amplitude(3.99984385397)
    band = high**0.4996667741545416
    return np.asarray((high * s**2 + band * k / q * s + k**2) / (s**2 + k / q * s + k**2))


def _cut(s: NDArray[np.complex128], sample_rate: int) -> NDArray[np.complex128]:
    """The high-pass at 38 Hz; its numerator is (1, -2, 1) in the recommendation, not scaled to 1 at Nyquist."""
    k, q = np.tan(np.pi * 38.1354708761 / sample_rate), 0.5003270373253953
    return np.asarray((1.0 + k / q + k**2) * s**2 / (s**2 + k / q * s + k**2))
