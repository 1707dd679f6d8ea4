"""Which of two tempi an octave apart is the beat's: slow (60 to 100 BPM), or twice that.

Music that is counted fast has strokes between its beats, hats above all; slow music counted twice as fast has hardly
any there. Numbers fitted by hand on fifty pieces from slow rock and hip-hop to drum and bass, and what the ear's word
weighs beside them on those and a hundred pieces of synthesis.
"""

from collections.abc import Callable

import numpy as np

from planner.analysis.fold import fold
from planner.analysis.phase import combined
from planner.analysis.transients import FPS

SLOWEST, FASTEST = 60.0, 100.0  # BPM of the slow reading: outside it, strokes don't tell
TOLD = 68.0  # BPM of the slow reading: below it, they raise doubts and no more
MOST = 1.5  # log odds: strokes alone are no more certain than this
SAME = 0.02  # octaves: nearer tempi are one
WEIGHTS = np.array([1.0, 1.0, 2.5])  # low · middle · high
EVEN = 2.7  # weighted ratio of strokes between and on the beats at which both readings are as likely, at 82 BPM
#: Of what the ear says for the fast and for the slow reading. It learned on synthesis, where strokes between the beats
#: are sparser than in real music: what strokes say of real music is righter than its "fast", never than its "slow".
FAST, SLOW = 0.15, 0.5
APART = 2.0  # log odds of a place in the slow beat: where its halves are more alike than that, both are beats
USUAL = 0.05, 0.02  # to every BPM below and above 82: 140 is more usual than 70, 95 than 190


def octaves(bpms: np.ndarray, one: int) -> tuple[int, int] | tuple[()]:
    """The numbers among ``bpms`` of the slow and the fast reading of one of them, if strokes can tell them apart."""
    slow = bpms[one] if bpms[one] <= FASTEST else bpms[one] / 2
    low, high = (int(np.argmin(np.abs(np.log2(bpms / tempo)))) for tempo in (slow, 2 * slow))
    told = SLOWEST <= slow <= FASTEST and abs(np.log2(bpms[high] / bpms[low]) - 1) < SAME
    return (low, high) if told else ()


def choose_octave(heard: float, strokes: float, apart: Callable[[], float]) -> tuple[bool, float]:
    """Whether the fast reading is the beat's, and how surely (log odds, at least 0).

    ``heard`` and ``strokes``: log odds for the fast one by the ear and by strokes; ``apart``, asked for only where the
    ear alone hears it: those of the slow beat's place over every other.
    """
    doubtful = heard > 0 > strokes
    if doubtful and apart() < APART:
        return True, heard
    fast = heard * (FAST if heard > 0 else SLOW) + strokes > 0
    sure = heard + strokes if fast else -heard - strokes
    return fast, 0.0 if doubtful else max(sure, 0.0)


def octave_lead(fine: np.ndarray, slow: float) -> float:
    """The evidence in ``(frames, 3)`` onset strength for twice the tempo ``slow`` (BPM): log odds within ±``MOST``."""
    tilt = USUAL[0] if slow < 82.0 else USUAL[1]
    return float(np.clip(fullness(fine, 2 * slow) - EVEN + tilt * (82.0 - slow), -MOST, MOST))


def fullness(fine: np.ndarray, bpm: float) -> float:
    """How strong strokes half way between the beats are against those on them (whichever is which), 0..4.5."""
    profile = fold(fine, 60.0 / bpm * FPS)
    bins = len(profile)
    best = int(np.argmax(combined(profile)))
    on, between = near(profile, best), near(profile, best + bins // 2)
    return float(WEIGHTS @ (np.minimum(on, between) / np.maximum(np.maximum(on, between), 1e-9)))


def near(profile: np.ndarray, place: float) -> np.ndarray:
    """Each band's strongest value within about a twentieth of a beat of ``place``."""
    bins = len(profile)
    reach = max(2, bins // 25)
    return np.asarray(profile[np.arange(round(place) - reach, round(place) + reach + 1) % bins].max(axis=0))
