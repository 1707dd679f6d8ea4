"""The controls of a deck that a hand may claim, and their laws: from a position, 0..1, to what the mixer does, and
back.

A position is where a knob or a fader stands, whoever made it: a page, a controller, a test. What is kept of a touch,
and replayed, is the value: a law that changes changes no set that was played."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Literal

Control = Literal["fader", "low", "mid", "high", "filter", "cross", "play", "nudge", "stem1", "stem2", "stem3", "stem4"]

#: In the renderer's order, each with its value while nothing happens: positions of faders and gains 0..1, dB of the EQ,
#: octaves of the filter (below 0 the low-pass comes down from 20 kHz, above 0 the high-pass up from 20 Hz), frames of a
#: nudge. ``cross`` is what the crossfader leaves of the deck.
NEUTRAL: dict[Control, float] = {
    "fader": 1.0,
    "low": 0.0,
    "mid": 0.0,
    "high": 0.0,
    "filter": 0.0,
    "cross": 1.0,
    "play": 1.0,
    "nudge": 0.0,
    "stem1": 1.0,
    "stem2": 1.0,
    "stem3": 1.0,
    "stem4": 1.0,
}
STEMS: tuple[Control, ...] = ("stem1", "stem2", "stem3", "stem4")
EQ: tuple[Literal["low", "mid", "high"], ...] = ("low", "mid", "high")

#: How far a nudge takes a deck at most, in frames of its PCM, which is read so much further to both sides: 46 ms at
#: 44.1 kHz, a tenth of a beat at 130 BPM.
NUDGE_FRAMES = 2_048
#: And how fast at most, of its tempo: where the interpolator needs no other table (engine.programme.sinc).
NUDGE_RATE = 0.02

Law = Sequence[tuple[float, float]]  # (position, value), both rising, linear between

FADER: Law = ((0.0, 0.0), (1.0, 1.0))
#: From −26 dB to +6 dB, as DJ mixers have it (Pioneer DJM, EQ mode), and all the way down a kill, as deep as the
#: recipes'. The middle is wide enough for a controller of 7 bits, which has no exact one.
BAND: Law = ((0.0, -40.0), (0.02, -26.0), (0.49, 0.0), (0.51, 0.0), (1.0, 6.0))
#: Exponential: as many octaves to a degree wherever it stands; from 78 Hz on the left to 10 kHz on the right.
FILTER: Law = ((0.0, -8.0), (0.49, 0.0), (0.51, 0.0), (1.0, 9.0))
#: Of the deck on its left: full up to the middle, from there on down by the fader's law. Both decks are full in the
#: middle (Mixxx's additive curve, a DJM's flat one): where nobody touches it it stands there, and takes nothing away.
CROSSFADER: Law = ((0.0, 1.0), (0.5, 1.0), (1.0, 0.0))

LAWS: dict[Control, Law] = {
    "fader": FADER,
    **dict.fromkeys(EQ, BAND),
    "filter": FILTER,
    "play": FADER,
    "nudge": ((0.0, -float(NUDGE_FRAMES)), (1.0, float(NUDGE_FRAMES))),
    **dict.fromkeys(STEMS, FADER),
}


def value_at(control: Control, position: float) -> float:
    """What ``control`` does at ``position``."""
    return along(LAWS[control], position)


def position_of(control: Control, value: float) -> float:
    """Where ``control`` stands when it does ``value``; in the middle of where that is so."""
    return back(LAWS[control], value)


def crossed(position: float) -> tuple[float, float]:
    """What the crossfader at ``position`` leaves of both decks, as positions of faders; at 0 of the first alone."""
    return along(CROSSFADER, position), along(CROSSFADER, 1.0 - position)


def crossfader_of(first: float, second: float) -> float:
    """Where the crossfader stands that leaves so much of both decks."""
    return second / 2 if second < 1.0 else 1.0 - first / 2


def along(law: Law, position: float) -> float:
    """The value at ``position``; outside of the law its end's."""
    for (left, low), (right, high) in pairwise(law):
        if position <= right:
            return low + (high - low) * max(position - left, 0.0) / (right - left)
    return law[-1][1]


def back(law: Law, value: float) -> float:
    """The position at which a rising ``law`` has ``value``."""
    if flat := [(left + right) / 2 for (left, low), (right, high) in pairwise(law) if low == high == value]:
        return flat[0]
    for (left, low), (right, high) in pairwise(law):
        if low < high and value <= high:
            return left + (right - left) * max(value - low, 0.0) / (high - low)
    return law[-1][0]
