"""Tracks made of drum strokes on their beats, and where strokes are in a piece of sound."""

from itertools import pairwise
from pathlib import Path

import numpy as np

from planner.catalogue.track import Track

RATE = 44_100
Pcm = np.ndarray


def kick(hertz: float = 55.0) -> Pcm:
    """A third of a second, falling in pitch and level, with a click in front."""
    t = np.arange(RATE // 3) / RATE
    phase = 2 * np.pi * np.cumsum(hertz * (1 + 3 * np.exp(-t * 60))) / RATE
    return np.sin(phase) * np.exp(-t * 14)


def hat(seed: int = 0) -> Pcm:
    """A twentieth of a second of noise, high."""
    t = np.arange(RATE // 20) / RATE
    noise = np.diff(np.random.default_rng(seed).standard_normal(t.size + 1))
    return noise * np.exp(-t * 90)


def drums(track: Track, *, kick_hertz: float = 55.0, seed: int = 0, hats: bool = True) -> Pcm:
    """A kick on every beat of ``track``, louder on the downbeat, and a hat between beats: float32 (n, 2)."""
    out = np.zeros(round(track.analysis.duration * RATE))
    beats = np.asarray(track.analysis.beats)
    low, high = kick(kick_hertz), hat(seed)
    for number, beat in enumerate(beats):
        _add(out, beat, low * (0.6 if number % track.analysis.beats_per_bar == 0 else 0.45))
    for left, right in pairwise(beats) if hats else ():
        _add(out, (left + right) / 2, high * 0.08)
    return np.repeat(out[:, None], 2, axis=1).astype(np.float32)


def tone(track: Track, hertz: float, level: float) -> Pcm:
    """A steady tone with two partials as long as ``track``."""
    t = np.arange(round(track.analysis.duration * RATE)) / RATE
    wave = np.sin(2 * np.pi * hertz * t) + 0.4 * np.sin(2 * np.pi * 2 * hertz * t + 1.0)
    return np.repeat((level * wave)[:, None], 2, axis=1).astype(np.float32)


def written(pcm: Pcm, path: Path) -> Path:
    """``pcm`` as prepared PCM at ``path``."""
    pcm.astype("<f4").tofile(path)
    return path


def stroke_errors(pcm: Pcm, expected: np.ndarray, stroke: Pcm, reach: float = 0.012) -> np.ndarray:
    """Seconds by which ``stroke`` comes late in ``pcm`` (n, 2) at each of the ``expected`` frames: the
    maximum of the cross-correlation of both envelopes, between samples."""
    span = round(reach * RATE)
    shape = _envelope(stroke[: RATE // 10])
    return np.array([_lateness(pcm[:, 0], round(frame), shape, span) for frame in expected])


def _lateness(wave: Pcm, frame: int, shape: Pcm, span: int) -> float:
    here = _envelope(wave[frame - span : frame + span + shape.size])
    match = np.correlate(here, shape, "valid")[: 2 * span + 1]
    best = int(np.clip(np.argmax(match), 1, match.size - 2))
    left, middle, right = match[best - 1 : best + 2]
    return (best - span + 0.5 * (left - right) / (left - 2 * middle + right)) / RATE


def _envelope(wave: Pcm) -> Pcm:
    window = np.hanning(67)
    return np.convolve(np.abs(np.diff(wave, prepend=0.0)), window / window.sum(), "same")


def _add(out: Pcm, seconds: float, stroke: Pcm) -> None:
    start = round(seconds * RATE)
    part = stroke[: max(0, out.size - start)]
    out[start : start + part.size] += part
