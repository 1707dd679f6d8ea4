"""Where a voice is: how partials glide and how the timbre changes, judged second by second by a small network.

The network is trained on mixtures that the project makes (planner/models/voice.md has where it fails).
"""

from functools import lru_cache
from pathlib import Path

import numpy as np
import onnxruntime as ort
import scipy.fft
from scipy.ndimage import uniform_filter1d

from planner.analysis.glides import BANDS, FPS, MELS, SHIFTS
from planner.inference import session

MODEL = Path(__file__).parent.parent / "models" / "voice.onnx"
INPUT, OUTPUT = "features", "voice"
CEPSTRUM = 14
SECOND = 43  # frames over which what moves is counted
EVERY = 9  # frames between two judgements: 0.2 s
ALIKE = 0.5  # cosine above which a shift is one of the same partials
JUDGEMENTS = 9  # that are averaged: 1.9 s
THRESHOLD = 0.8  # of the mean: no mixture without a voice comes so far; one that is missed costs less than one too many
SHORTEST = 2.0  # s of voice
BRIDGE = 2.0  # s: shorter pauses belong to the phrase


def find_vocals(glides: np.ndarray) -> list[tuple[float, float]]:
    """Spans in seconds, from what :class:`planner.analysis.glides.Glides` gives."""
    if len(glides) < SECOND:
        return []
    likely = judged(voice_features(glides))
    times = np.arange(len(likely)) * EVERY / FPS
    return spans(times, uniform_filter1d(likely, JUDGEMENTS) > THRESHOLD, EVERY / FPS)


def voice_features(glides: np.ndarray) -> np.ndarray:
    """``(n, 73)`` float32, every 0.2 s over the second around: the cepstrum's deviation and its mean change; how often
    and how far partials glide, and how long on one way; how well they are the same, and that deviation."""
    mel, shift, alike = np.split(glides.astype(np.float32), (MELS, MELS + BANDS), axis=1)
    cepstrum = scipy.fft.dct(mel, axis=1, norm="ortho")[:, :CEPSTRUM]
    change = np.abs(np.diff(cepstrum, axis=0, prepend=cepstrum[:1]))
    same = alike > ALIKE
    gliding = (same & (shift != 0) & (np.abs(shift) < SHIFTS[-1])).astype(np.float32)
    one_way = (np.abs(uniform_filter1d(np.sign(shift) * same, 5, axis=0)) > 0.5).astype(np.float32)
    parts = (deviation(cepstrum), mean(change), mean(gliding), mean(np.abs(shift) * same), mean(one_way), mean(alike),
             deviation(alike))  # fmt: skip
    return np.concatenate(parts, axis=1)[::EVERY].astype(np.float32)


def mean(values: np.ndarray) -> np.ndarray:
    """Over the second around each frame."""
    return np.asarray(uniform_filter1d(values, SECOND, axis=0))


def deviation(values: np.ndarray) -> np.ndarray:
    """The standard deviation over the second around each frame."""
    return np.sqrt(np.maximum(mean(values**2) - mean(values) ** 2, 0.0))


def judged(features: np.ndarray) -> np.ndarray:
    """How likely there is a voice, 0..1, ``(n,)``."""
    return np.asarray(_network().run([OUTPUT], {INPUT: features})[0], np.float32)


@lru_cache(maxsize=1)
def _network() -> ort.InferenceSession:
    return session(MODEL.read_bytes())


def spans(times: np.ndarray, active: np.ndarray, step: float) -> list[tuple[float, float]]:
    """Runs of activity, short pauses bridged, short runs dropped."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], active.astype(int), [0]))))
    found: list[tuple[float, float]] = []
    for first, last in zip(edges[::2], edges[1::2], strict=True):
        start, end = float(times[first]), float(times[last - 1] + step)
        if found and start - found[-1][1] < BRIDGE:
            start = found.pop()[0]
        found.append((start, end))
    return [(round(a, 3), round(b, 3)) for a, b in found if b - a >= SHORTEST]
