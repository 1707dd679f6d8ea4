"""Which regular pulse is the beat, and where in it: where the ear's odds say yes most often and no least.

The sum of the log odds on a grid's beats is, but for a constant, the log likelihood that these are the beats and
nothing else is: a grid at half the tempo loses the beats that it leaves out, one at twice the tempo pays for those
that are none.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from planner.analysis import spectrogram
from planner.analysis.ear import frame_of
from planner.analysis.hearing import FPS
from planner.analysis.tempo import Spectrum

SLOWEST, FASTEST = 45.0, 220.0  # BPM of a beat
RATIOS = (1 / 3, 1 / 2, 2 / 3, 3 / 4, 1.0, 4 / 3, 3 / 2, 2.0, 3.0)  # of a heard tempo: what it may be mistaken for
SAME = 0.02  # octaves: nearer tempi are one
STEP = 0.5  # frames of the odds: how finely places are tried
APART = 1 / 12  # of a beat: places nearer than this are one


@dataclass(frozen=True)
class Pulse:
    """Beats at ``first + n * 60 / bpm`` s. ``level``: by how much its odds beat every other tempo's, ``place``: any
    other place's, both in log odds a beat."""

    bpm: float
    first: float
    level: float
    place: float


def choose_pulse(odds: np.ndarray, onsets: np.ndarray, heard: Iterable[float]) -> Pulse:
    """The best pulse among the tempi ``heard`` (BPM) and their relatives, by ``odds`` ``(frames,)`` of a beat."""
    spectra = Spectrum(onsets, spectrogram.FPS), Spectrum(odds, FPS)
    bpms = [spectrum.refine(bpm) for bpm in relatives(heard) for spectrum in spectra]
    scores = [places(odds, 60.0 / bpm).max() * bpm for bpm in bpms]
    best = int(np.argmax(scores))
    bpm = bpms[best]
    others = [score for score, other in zip(scores, bpms, strict=True) if abs(np.log2(other / bpm)) > SAME]
    first, place = choose_place(odds, 60.0 / bpm)
    return Pulse(bpm, first, float(scores[best] - max(others)) / bpm, place)


def relatives(heard: Iterable[float]) -> list[float]:
    """Each tempo times each ratio, within range, no two alike."""
    kept: list[float] = []
    for bpm in (tempo * ratio for tempo in heard for ratio in RATIOS):
        if SLOWEST <= bpm <= FASTEST and all(abs(np.log2(bpm / other)) > SAME for other in kept):
            kept.append(bpm)
    return kept


def places(odds: np.ndarray, period: float) -> np.ndarray:
    """The mean odds of the beats ``period`` s apart, by where in it they lie, every half frame from time 0 on."""
    frames = period * FPS
    offsets = np.arange(0.0, frames, STEP)
    beats = np.arange(max(int((len(odds) - 1) / frames), 1)) * frames
    at = frame_of(0.0) + offsets[:, None] + beats
    return np.asarray(np.interp(at, np.arange(len(odds)), odds).mean(axis=1))


def choose_place(odds: np.ndarray, period: float) -> tuple[float, float]:
    """The best place's offset in seconds, and by how much it beats any that is apart from it."""
    scores = places(odds, period)
    best = int(np.argmax(scores))
    away = np.abs(np.arange(len(scores)) - best)
    away = np.minimum(away, len(scores) - away)
    rival = scores[away > max(APART * len(scores), 3)].max()
    return best * STEP / FPS, float(scores[best] - rival)


def on_beats(odds: np.ndarray, times: np.ndarray) -> np.ndarray:
    """The odds at each of ``times`` (s)."""
    return np.asarray(np.interp(frame_of(times), np.arange(len(odds)), odds))

