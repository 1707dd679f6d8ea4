"""A lane as it is prepared: stretched where its map bends, and the track itself where it joins its body."""

from pathlib import Path

import numpy as np

from planner.transitions import timemap
from planner.transitions.join import join_end, join_start
from planner.transitions.pcm import Pcm, read_window
from planner.transitions.stretch import KeyFrame, stretch
from planner.transitions.transition import TimeMap
from planner.transitions.varispeed import varispeed

#: Below this a slope is not stretched: 1.7 cents, about what trained ears can just tell between two tones in quiet; and
#: varispeed leaves the strokes as they are.
UNSTRETCHED = 0.001
#: Rubber Band's windows, of 0.1 s at most, settle within this much sound around what is wanted.
ROLL_SECONDS = 0.25
JOIN_SECONDS = 0.1  # where the outgoing track is joined


def outgoing(time_map: TimeMap, pcm: Path, sample_rate: int, folder: Path) -> Pcm:
    """The outgoing track's lane (n, 2): it begins on the samples of its body. Raises TransitionError or StorageError.

    Up to where its map bends it is played by varispeed. Rubber Band, which gets that and then the track, gives what it
    got until it has stretched something: so they are joined just before.
    """
    start, bend = time_map[0][0], timemap.bend(time_map, UNSTRETCHED)
    roll = round(ROLL_SECONDS * sample_rate)
    join = min(round(JOIN_SECONDS * sample_rate), bend - start)
    early = min(start, bend - join - roll)
    before, behind = timemap.split(time_map, bend)
    plain = varispeed(timemap.begun_at(before, early), pcm, sample_rate)
    place, kept = round(behind[0][1]), len(plain) - join
    sound = np.concatenate([plain[kept - roll :], read_window(pcm, place, round(behind[-1][1]) + roll)])
    keys = [(round(at) - place + join, frame - bend + join) for frame, at in behind]
    stretched = _stretched(sound, keys, roll, sample_rate, folder)
    return np.concatenate([plain[start - early : kept], join_start(stretched, plain[kept:], sample_rate)])


def incoming(time_map: TimeMap, pcm: Path, sample_rate: int, folder: Path) -> Pcm:
    """The incoming track's lane (n, 2): it ends on the samples of its body. Raises TransitionError or StorageError.

    Behind what was stretched the phases have drifted apart, so all of its last piece is looked through for a join.
    """
    start, roll = time_map[0][0], round(ROLL_SECONDS * sample_rate)
    first, last = round(time_map[0][1]), round(time_map[-1][1])
    keys = [(round(at) - first, frame - start) for frame, at in time_map]
    sound = read_window(pcm, first - roll, last + roll)
    stretched = _stretched(sound, keys, roll, sample_rate, folder)
    plain = _unstretched(time_map[-2:])
    return join_end(stretched, read_window(pcm, last - plain, last), sample_rate)


def _stretched(sound: Pcm, keys: list[KeyFrame], roll: int, sample_rate: int, folder: Path) -> Pcm:
    """The frames up to the last of ``keys``, which count from ``roll`` frames behind the beginning of ``sound`` on."""
    moved = [(before + roll, after + roll) for before, after in keys]
    last, frames = moved[-1]
    out = stretch(sound, [*moved, (last + roll, frames + roll)], frames + roll, sample_rate, folder)
    return out[roll:frames]


def _unstretched(segment: TimeMap) -> int:
    """How many frames a segment runs at the rate of 1."""
    (start, first), (end, last) = segment
    return end - start if abs((last - first) - (end - start)) < 1.0 else 0
