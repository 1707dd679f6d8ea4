"""Which regular pulse is the beat: the one whose beats the ear's odds affirm most often and deny least.

The sum of the log odds on a pulse's beats is, but for a constant, the log likelihood that these are the beats and
nothing else is: half the tempo loses the beats that it leaves out, twice the tempo pays for those that are none.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from planner.analysis.ear import frame_of
from planner.analysis.hearing import FPS
from planner.analysis.level import SAME, TOLD, choose_octave, octave_lead, octaves
from planner.analysis.tempo import BPMS, Spectrum

SLOWEST, FASTEST = 45.0, 220.0  # BPM of a beat
RATIOS = (1 / 3, 1 / 2, 2 / 3, 3 / 4, 1.0, 4 / 3, 3 / 2, 2.0, 3.0)  # of a heard tempo: what it may be mistaken for
USUAL, RAREST = 0.25, 0.05  # log odds a second to the logarithm of the pulse's strength, which is no less than this
SPAN = 16  # beats
MOST = 3.0  # log odds: what is surer than this is not that much surer
DENIED = -0.1  # mean log odds of other beats: where the ear denies them no more than this, they may be the right ones
PLACES = 80  # of a beat: 6 ms at 120 BPM
FINER = 4  # steps to a frame of the odds


@dataclass(frozen=True)
class Pulse:
    """``margin``: log odds a second over every other tempo; ``octave``: the log odds of its octave, 0 where
    it or another tempo is in doubt, infinite where there is no question; ``other``: the tempo
    an octave away, if there is one."""

    bpm: float
    margin: float
    octave: float
    other: float | None = None


@dataclass(frozen=True)
class Onsets:
    """What strokes say of tempi: ``fine`` ``(frames, 3)`` onset strength, the ``spectrum`` of the coarse one, and the
    ``strength`` of the pulse at each of ``BPMS``."""

    fine: np.ndarray
    spectrum: Spectrum
    strength: np.ndarray


def choose_pulse(odds: np.ndarray, onsets: Onsets, tempi: Iterable[float], apart: Callable[[float], float]) -> Pulse:
    """The best among ``tempi`` (BPM) and their relatives, by the ``odds`` ``(frames,)`` of a beat; ``apart``: the log
    odds of the beat's place at a tempo."""
    bpms = np.array([onsets.spectrum.refine(bpm) for bpm in relatives(tempi)])
    levels = np.array([level(odds, 60.0 / bpm) for bpm in bpms])
    scores = levels * bpms / 60.0 + usual(onsets.strength, bpms)
    best, octave, other = int(np.argmax(scores)), np.inf, None
    pair = octaves(bpms, best)
    if pair:
        slow = float(bpms[pair[0]])
        heard = float(scores[pair[1]] - scores[pair[0]])
        fast, octave = choose_octave(heard, octave_lead(onsets.fine, slow), partial(apart, slow))
        fast = fast if slow >= TOLD else heard > 0
        best, other = pair[int(fast)], float(bpms[pair[int(not fast)]])
    if levels[across(bpms, bpms[best])].max(initial=-MOST) > DENIED:
        octave = 0.0
    others = np.min([np.abs(np.log2(bpms / bpms[i])) for i in (best, *pair)], axis=0) > SAME
    return Pulse(float(bpms[best]), float(scores[best] - scores[others].max(initial=-MOST)), octave, other)


def across(bpms: np.ndarray, bpm: float) -> np.ndarray:
    """Which of ``bpms`` have beats that a beat at ``bpm`` has not: all but it, its half, its third and so on."""
    periods = bpm / bpms
    return np.asarray(np.abs(np.log2(periods / np.maximum(np.round(periods), 1))) > SAME)


def relatives(tempi: Iterable[float]) -> list[float]:
    """Each tempo times each ratio, within range, no two alike."""
    kept: list[float] = []
    for bpm in (tempo * ratio for tempo in tempi for ratio in RATIOS):
        if SLOWEST <= bpm <= FASTEST and all(abs(np.log2(bpm / other)) > SAME for other in kept):
            kept.append(bpm)
    return kept


def usual(strength: np.ndarray, bpms: np.ndarray) -> np.ndarray:
    """What is to be said for each tempo from how the onsets repeat, and from what is usual; at most 0."""
    share = np.interp(bpms, BPMS, strength) / max(float(strength.max()), 1e-9)
    return np.asarray(USUAL * np.log(np.maximum(share, RAREST)))


def level(odds: np.ndarray, period: float) -> float:
    """The mean odds of the beats ``period`` s apart, each ``SPAN`` of them at its own best place: the ear may take
    the half beat for the beat in a part of the track, and is right about the tempo there."""
    at = on_grid(odds, period)
    span = min(SPAN, at.shape[1])
    whole = at[:, : at.shape[1] // span * span]
    return float(whole.reshape(PLACES, -1, span).mean(axis=2).max(axis=0).mean())


def places(odds: np.ndarray, period: float) -> np.ndarray:
    """The mean odds of the beats ``period`` s apart at each of ``PLACES`` parts of a beat from time 0 on."""
    return np.asarray(on_grid(odds, period).mean(axis=1))


def on_grid(odds: np.ndarray, period: float) -> np.ndarray:
    """``(PLACES, beats)``: the odds of each beat at each place, within ±``MOST``."""
    beats = max(int((len(odds) - 1) / (period * FPS)), 1)
    times = (np.arange(PLACES)[:, None] / PLACES + np.arange(beats)) * period
    between = np.interp(np.arange(len(odds) * FINER) / FINER, np.arange(len(odds)), np.clip(odds, -MOST, MOST))
    return np.asarray(between[np.clip(np.round(frame_of(times) * FINER).astype(int), 0, len(between) - 1)])
