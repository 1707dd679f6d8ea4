"""What studios and amplifiers do to a sound: echo of a room, chorus, drive, a tone control."""

import random

import numpy as np
from scipy.signal import fftconvolve

from stations.demo.sound import SAMPLE_RATE

FADE = 6.9  # nepers in the length of a room's echo: −60 dB
TAPS = 1024  # of the tone control


def echo(sound: np.ndarray, draw: random.Random, seconds: tuple[float, float], most: float) -> np.ndarray:
    """``(frames, channels)`` in a room."""
    frames = int(draw.uniform(*seconds) * SAMPLE_RATE)
    noise = np.random.RandomState(draw.randint(0, 9999)).randn(frames)
    answer = noise * np.exp(-FADE * np.arange(frames) / frames)
    answer /= np.sqrt((answer**2).sum())
    return np.asarray(sound + draw.uniform(0.1, most) * _through(sound, answer)[: len(sound)])


def roughened(sound: np.ndarray, draw: random.Random) -> np.ndarray:
    """``(frames, 2)`` at an RMS of 0.1 with some of it all."""
    if draw.random() < 0.5:
        sound = np.tanh(sound * draw.choice([10, 20, 40, 80])) * 0.1
    if draw.random() < 0.4:
        sound = sound + draw.uniform(0.3, 0.8) * _detuned(sound, draw.uniform(0.2, 1.5))
    if draw.random() < 0.6:
        sound = echo(sound, draw, (0.2, 2.0), 0.6)
    gains = np.random.RandomState(draw.randint(0, 9999)).randn(12) * 0.4
    hertz = np.fft.rfftfreq(TAPS, 1 / SAMPLE_RATE)
    curve = np.exp(np.interp(np.log(hertz + 30), np.linspace(np.log(30), np.log(22_000), len(gains)), gains))
    taps = np.roll(np.fft.irfft(curve), TAPS // 2) * np.hanning(TAPS)
    return _through(sound, taps)[TAPS // 2 :][: len(sound)]


def _detuned(sound: np.ndarray, rate: float) -> np.ndarray:
    frames = np.arange(len(sound))
    late = (0.012 + 0.004 * np.sin(2 * np.pi * rate * frames / SAMPLE_RATE)) * SAMPLE_RATE
    return np.stack([np.interp(frames - late, frames, channel, left=0) for channel in sound.T], axis=1)


def _through(sound: np.ndarray, answer: np.ndarray) -> np.ndarray:
    return np.asarray(fftconvolve(sound, answer[:, None], axes=0))
