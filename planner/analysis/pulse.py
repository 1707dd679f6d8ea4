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
from planner.analysis.level import octave_lead
from planner.analysis.tempo import BPMS, Spectrum, band_autocorrelation, pulse_scores

SLOWEST, FASTEST = 45.0, 220.0  # BPM of a beat
RATIOS = (1 / 3, 1 / 2, 2 / 3, 3 / 4, 1.0, 4 / 3, 3 / 2, 2.0, 3.0)  # of a heard tempo: what it may be mistaken for
SAME = 0.02  # octaves: nearer tempi are one
PULSE = 0.15
OCTAVE = 2.0
SPAN = 16  # beats
MOST = 3.0  # log odds: what is surer than this is not that much surer
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


def choose_pulse(odds: np.ndarray, onsets: np.ndarray, fine: np.ndarray, heard: Iterable[float]) -> Pulse:
    """The best pulse among the tempi ``heard`` (BPM) and their relatives, by ``odds`` ``(frames,)`` of a beat."""
    spectrum = Spectrum(onsets, spectrogram.FPS)
    pulses = pulse_scores(band_autocorrelation(onsets))
    usual = np.log(np.maximum(pulses / max(pulses.max(), 1e-9), 0.05))
    bpms = np.array([spectrum.refine(bpm) for bpm in relatives(heard)])
    rates = np.array([level(odds, 60.0 / bpm) for bpm in bpms]) * bpms / 100
    scores = rates + PULSE * np.interp(bpms, BPMS, usual)
    best = int(np.argmax(scores))
    slow = bpms[best] if bpms[best] <= 100 else bpms[best] / 2
    lead = 9.0
    ends = [int(np.argmin(np.abs(np.log(bpms / (slow * k))))) for k in (1, 2)]
    if 68 <= slow <= 100 and all(abs(np.log2(bpms[e] / (slow * k))) < SAME for e, k in zip(ends, (1, 2))):
        lead = OCTAVE * (scores[ends[1]] - scores[ends[0]]) * 100 / bpms[ends[1]] + octave_lead(fine, bpms[best])
        best = ends[int(lead > 0)]
    others = [s for i, s in enumerate(scores) if min(abs(np.log2(bpms[i] / bpms[e])) for e in (best, *ends)) > SAME] if lead != 9 else [s for i, s in enumerate(scores) if abs(np.log2(bpms[i] / bpms[best])) > SAME]
    margin = float(scores[best] - max(others)) * 100 / bpms[best]
    return Pulse(float(bpms[best]), 0.0, margin, float(abs(lead)))


def level(odds: np.ndarray, period: float) -> float:
    """The mean odds of the beats ``period`` s apart, each ``SPAN`` of them at its own best place: the ear may take
    the half beat for the beat in a part of the track, and is right about the tempo there."""
    at = on_grid(odds, period)
    whole = at[:, : max(at.shape[1] // SPAN, 1) * SPAN]
    return float(whole.reshape(len(at), -1, min(SPAN, whole.shape[1])).mean(axis=2).max(axis=0).mean())


def relatives(heard: Iterable[float]) -> list[float]:
    """Each tempo times each ratio, within range, no two alike."""
    kept: list[float] = []
    for bpm in (tempo * ratio for tempo in heard for ratio in RATIOS):
        if SLOWEST <= bpm <= FASTEST and all(abs(np.log2(bpm / other)) > SAME for other in kept):
            kept.append(bpm)
    return kept


def places(odds: np.ndarray, period: float) -> np.ndarray:
    """The mean odds of the beats ``period`` s apart, by where in it they lie, every half frame from time 0 on."""
    return np.asarray(on_grid(odds, period).mean(axis=1))


def on_grid(odds: np.ndarray, period: float) -> np.ndarray:
    """``(places, beats)``: the odds, cut at ``MOST``, of each beat at each place."""
    frames = period * FPS
    offsets = np.arange(0.0, frames, STEP)
    beats = np.arange(max(int((len(odds) - 1) / frames), 1)) * frames
    at = frame_of(0.0) + offsets[:, None] + beats
    return np.interp(at, np.arange(len(odds)), np.clip(odds, -MOST, MOST))


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

