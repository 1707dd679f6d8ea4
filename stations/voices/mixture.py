"""One mixture: a band or a piece of the demo's genres, and in three of five a voice at known times."""

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import soxr

from stations.demo.render import render
from stations.demo.short import shortened
from stations.demo.sound import SAMPLE_RATE
from stations.voices.band import played
from stations.voices.room import echo, roughened
from stations.voices.singing import phrase, sung
from stations.voices.speech import Speaker

SECONDS = 40.0
SCALES = ((0, 2, 3, 5, 7, 8, 10, 12), (0, 2, 3, 5, 7, 8, 10, 12), (0, 2, 4, 5, 7, 9, 11, 12))
GENRES = (("house", 124), ("techno", 132), ("trance", 138), ("drum and bass", 174), ("hip-hop", 92), ("downtempo", 100))
LEVEL = 0.1  # RMS of the accompaniment; the voice is up to 6 dB above or below
PAUSES = (0.2, 0.4, 1.0, 2.0, 4.0, 8.0)  # s
AUDIBLE = 1e-6  # of power


class Mixture(NamedTuple):
    """``sound`` ``(frames, 2)`` at 44,100 Hz; ``spans`` of the voice in s."""

    sound: np.ndarray
    spans: list[tuple[float, float]]


def mixture(number: int, speaker: Speaker) -> Mixture:
    """The same for the same number."""
    draw = random.Random(number)  # noqa: S311  music, no secret
    scale = draw.choice(SCALES)
    sound = _levelled(played(draw, SECONDS, scale) if draw.random() < 0.75 else _demo(draw))
    if draw.random() < 0.4:
        sound = _levelled(roughened(sound, draw))
    spans: list[tuple[float, float]] = []
    if draw.random() < 0.6:
        voice, spans = _voice(draw, scale, speaker)
        sound = sound + (voice if draw.random() < 0.4 else echo(voice, draw, (0.3, 1.5), 0.5))
    if draw.random() < 0.5:
        sound = np.tanh(sound * draw.uniform(0.5, 3))
    return Mixture((sound / np.abs(sound).max() * draw.uniform(0.3, 1)).astype(np.float32), spans)


def _demo(draw: random.Random) -> np.ndarray:
    genre, bpm = draw.choice(GENRES)
    key = f"{draw.randint(1, 12)}{draw.choice('AB')}"
    piece = shortened(genre, bpm + draw.uniform(-5, 5), SECONDS, key, draw.randint(0, 3), voice=False)
    return np.asarray(render(piece).mix, np.float32).T[: round(SECONDS * SAMPLE_RATE)]


def _voice(draw: random.Random, scale: Sequence[int], speaker: Speaker) -> tuple[np.ndarray, list[tuple[float, float]]]:
    """Mono ``(frames, 1)``, and where it is."""
    track, spans = np.zeros(round(SECONDS * SAMPLE_RATE)), []
    gain, at = LEVEL * 10 ** (draw.uniform(-6, 6) / 20), draw.uniform(0, 10)
    while at < SECONDS - 3:
        first = round(at * SAMPLE_RATE)
        words = _words(draw, scale, speaker)[: len(track) - first]
        track[first : first + len(words)] += words / _rms(words) * gain
        spans.append((at, at + len(words) / SAMPLE_RATE))
        at = spans[-1][1] + draw.choice(PAUSES)
    return track[:, None], spans


def _words(draw: random.Random, scale: Sequence[int], speaker: Speaker) -> np.ndarray:
    """A quarter by the demo's singer, the rest spoken or made to sing."""
    kind = draw.random()
    if kind < 0.25:
        return phrase(draw, scale)
    speech = speaker.say(draw, draw.randint(4, 14))
    if kind < 0.6:
        speech = sung(draw, speech, speaker.rate, scale)
    return np.asarray(soxr.resample(speech, speaker.rate, SAMPLE_RATE))


def _levelled(sound: np.ndarray) -> np.ndarray:
    return sound / _rms(sound) * LEVEL


def _rms(sound: np.ndarray) -> float:
    """Of what is audible."""
    power = np.mean(np.atleast_2d(sound.T) ** 2, axis=0)
    loud = power[power > AUDIBLE]
    return float(np.sqrt(loud.mean())) if len(loud) else 1.0
