"""Speech made to sing, by the WORLD vocoder (Morise and others 2016), and the demo's own singer."""

import math
import random
from collections.abc import Sequence

import numpy as np
import pyworld

from stations.demo.singer import Singer, sing
from stations.demo.sound import SAMPLE_RATE, Tone

STEP = 0.01  # s: a frame of the vocoder
LENGTHS = (0.25, 0.35, 0.5, 0.5, 0.7, 1.0, 1.5)  # s of a note
SYLLABLES = ("la", "to", "sa", "ne", "i", "mo", "ka", "bi", "do", "ru", "he", "fa")


def sung(draw: random.Random, speech: np.ndarray, rate: int, scale: Sequence[int]) -> np.ndarray:
    """The same words on notes of ``scale``, slower, with portamento, vibrato and drift."""
    pitch, times = pyworld.harvest(speech, rate, f0_floor=60, f0_ceil=500, frame_period=1000 * STEP)
    spectrum, breath = pyworld.cheaptrick(speech, pitch, times, rate), pyworld.d4c(speech, pitch, times, rate)
    slower = draw.uniform(1.2, 2.6)
    index = np.minimum((np.arange(int(len(pitch) * slower)) / slower).astype(int), len(pitch) - 1)
    hertz = 440 * 2 ** ((melody(draw, len(index), scale) - 69) / 12)
    hertz[pitch[index] <= 0] = 0
    found: np.ndarray = pyworld.synthesize(
        hertz, np.ascontiguousarray(spectrum[index]), np.ascontiguousarray(breath[index]), rate, 1000 * STEP
    )
    return found


def melody(draw: random.Random, frames: int, scale: Sequence[int]) -> np.ndarray:
    """A MIDI pitch a frame."""
    base = draw.choice([45, 50, 55, 60])
    now: float = base + draw.choice(scale)
    goal, at = np.zeros(frames), 0
    while at < frames:
        length = int(draw.choice(LENGTHS) / STEP)
        goal[at : at + length] = base + draw.choice(scale)
        at += length
    follow = 1 - math.exp(-STEP / draw.uniform(0.02, 0.1))
    pitch = np.zeros(frames)
    for frame in range(frames):
        now += follow * (goal[frame] - now)
        pitch[frame] = now
    time = np.arange(frames) * STEP
    vibrato = draw.uniform(0, 0.5) * np.sin(2 * np.pi * draw.uniform(4.8, 6.5) * time)
    drift = np.cumsum(np.random.RandomState(draw.randint(0, 9999)).randn(frames))
    return np.asarray(pitch + vibrato + 0.005 * drift)


def phrase(draw: random.Random, scale: Sequence[int]) -> np.ndarray:
    """A few syllables by the demo's singer, mono at 44,100 Hz."""
    singer = Singer(
        "x",
        formants=draw.uniform(0.8, 1.15),
        vibrato=draw.uniform(10, 60),
        rate=draw.uniform(4.8, 6.3),
        glide=draw.uniform(0.03, 0.15),
        breath=draw.uniform(0.02, 0.12),
        tilt=draw.uniform(0.8, 1.3),
    )
    base = draw.choice([50, 55, 60, 64])
    notes = []
    for _ in range(draw.randint(4, 10)):
        midi = base + draw.choice(scale)
        held = int(draw.choice([0.2, 0.3, 0.4, 0.6, 0.9]) * SAMPLE_RATE)
        tone = Tone(midi=midi, held=held, force=round(draw.uniform(0.5, 1), 1))
        notes.append(sing(singer, tone, draw.choice(SYLLABLES)).mean(axis=0)[: held + 1000])
    return np.concatenate(notes)
