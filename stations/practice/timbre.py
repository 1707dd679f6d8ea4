"""Instruments drawn at random from all that the demo's synthesiser can be, and plucked and distorted strings."""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy import signal

from stations.demo import fm, padsynth, singer, synth
from stations.demo.sound import SAMPLE_RATE, Sound, Tone, fade_ends, frames_of, hertz

Play = Callable[[int, int, float], Sound]
"""MIDI pitch, frames held, force 0..1: a mono sound at about the same level for every instrument."""

LEVEL = 0.12  # RMS of an instrument's middle C, held for a quarter of a second
SYLLABLES = ("la", "da", "so", "ti", "ka", "me", "no", "o", "ya", "bu", "fa")


def draw_bass(draw: np.random.Generator, name: str) -> Play:
    """A bass."""
    if draw.random() < 0.25:
        return _played(_pluck(draw.uniform(0.994, 0.999), draw.uniform(0.2, 0.6)), 40)
    patch = synth.Patch(
        name, str(draw.choice(["saw", "square", "sine", "triangle", "organ"])), sub=draw.uniform(0, 0.6),
        cutoff=draw.uniform(150, 900), sweep=draw.uniform(0, 3.5), sweep_time=draw.uniform(0.03, 0.2),
        resonance=draw.choice([0, 0.2, 0.8]), attack=draw.uniform(0.001, 0.012), decay=draw.uniform(0.08, 0.6),
        sustain=draw.uniform(0.1, 1), drive=draw.uniform(0, 0.8), release=draw.uniform(0.03, 0.1),
    )  # fmt: skip
    return _played(lambda tone: synth.play(patch, tone), 40)


def draw_keys(draw: np.random.Generator, name: str) -> Play:
    """What plays chords and arpeggios: synthesiser, electric piano, mallets, plucked strings."""
    kind = draw.random()
    if kind < 0.3:
        patch = fm.Fm(
            name, float(draw.choice([1, 1, 2, 3.5, 4, 5])), draw.uniform(0.4, 2.5), draw.uniform(0.05, 0.5),
            draw.uniform(0.3, 2), draw.uniform(0.1, 0.4), draw.uniform(0, 0.25),
        )  # fmt: skip
        return _played(lambda tone: fm.play(patch, tone))
    if kind < 0.5:
        return _played(_pluck(draw.uniform(0.993, 0.9985), draw.uniform(0.3, 0.95)))
    attack = draw.choice([0.002, 0.006, 0.03, 0.08], p=(0.5, 0.25, 0.15, 0.1))
    return _synthesiser(draw, name, attack)


def draw_lead(draw: np.random.Generator, name: str) -> Play:
    """What plays a tune: a voice now and then."""
    if draw.random() < 0.3:
        return _voice(draw, name)
    return _synthesiser(draw, name, draw.choice([0.002, 0.01, 0.05]))


def draw_pad(draw: np.random.Generator, name: str) -> Play:
    """A bed, one tone at a time."""
    pad = padsynth.Pad(
        name, draw.uniform(0.9, 1.5), bool(draw.random() < 0.2), draw.uniform(8, 35), draw.uniform(600, 4500),
        attack=draw.uniform(0.01, 0.6), release=draw.uniform(0.2, 1),
    )  # fmt: skip
    return _played(lambda tone: padsynth.play_chord(pad, (tone.midi,), tone.held))


def draw_power(draw: np.random.Generator) -> Play:
    """A distorted guitar's fifth, muted when short."""
    string = _pluck(0.9975, draw.uniform(0.5, 0.95))
    drive = draw.uniform(6, 30)
    cabinet = signal.butter(2, [90.0, draw.uniform(3000, 6000)], "band", fs=SAMPLE_RATE, output="sos")

    def fifth(tone: Tone) -> Sound:
        strings = sum(string(Tone(tone.midi + step, tone.held)) for step in (0, 7, 12))
        return fade_ends(np.asarray(signal.sosfilt(cabinet, np.tanh(drive * strings)), np.float32), 0.001, 0.02)

    return _played(fifth, 45)


def _synthesiser(draw: np.random.Generator, name: str, attack: float) -> Play:
    patch = synth.Patch(
        name, str(draw.choice(["saw", "square", "pulse", "triangle", "organ"])), voices=int(draw.choice([1, 1, 2, 3])),
        detune=draw.uniform(3, 18), cutoff=draw.uniform(400, 5000), sweep=draw.uniform(0, 3),
        sweep_time=draw.uniform(0.04, 0.3), resonance=draw.choice([0, 0.15, 0.5]), attack=attack,
        decay=draw.uniform(0.08, 0.6), sustain=draw.uniform(0.05, 1), release=draw.uniform(0.04, 0.3),
        vibrato=draw.choice([0, 0, 15]), drive=draw.choice([0, 0, 0.3]),
    )  # fmt: skip
    return _played(lambda tone: synth.play(patch, tone))


def _voice(draw: np.random.Generator, name: str) -> Play:
    throat = singer.Singer(
        name,
        draw.uniform(0.82, 1.06),
        draw.uniform(0, 35),
        glide=draw.uniform(0.04, 0.12),
        breath=draw.uniform(0.02, 0.1),
    )
    return _played(lambda tone: singer.sing(throat, tone, SYLLABLES[(tone.midi * 7 + tone.held) % len(SYLLABLES)]))


def _pluck(damping: float, bright: float) -> Callable[[Tone], Sound]:
    """A string by Karplus and Strong ("Digital Synthesis of Plucked-String and Drum Timbres", 1983)."""

    def play(tone: Tone) -> Sound:
        size = max(round(SAMPLE_RATE / hertz(tone.midi) - 0.5), 4)
        frames = tone.held + frames_of(0.05)
        burst = np.zeros(frames, np.float32)
        burst[:size] = np.random.default_rng(tone.midi).uniform(-1, 1, size)[:frames]
        softer = signal.lfilter([bright], [1, bright - 1], burst)
        loop = np.zeros(size + 2)
        loop[0], loop[size], loop[size + 1] = 1.0, -damping * 0.5, -damping * 0.5
        return fade_ends(np.asarray(signal.lfilter([1.0], loop, softer), np.float32), fade_out=0.04)

    return play


def _played(make: Callable[[Tone], Sound], middle: int = 60) -> Play:
    """Mono, levelled, each tone made once."""

    def mono(midi: int, held: int, force: float) -> Sound:
        sound = make(Tone(midi, held, force))
        return sound if sound.ndim == 1 else np.asarray(sound.mean(axis=0), np.float32)

    test = mono(middle, SAMPLE_RATE // 4, 0.8)
    gain = np.float32(LEVEL / (np.sqrt(np.mean(test**2)) + 1e-6))
    return lru_cache(maxsize=256)(lambda midi, held, force: mono(midi, held, force) * gain)
