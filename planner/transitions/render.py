"""Rendering: the lanes of a transition stretched ahead of time."""

import contextlib
import os
from hashlib import blake2b
from pathlib import Path

import msgspec

from engine.errors import StorageError
from planner.transitions import timemap
from planner.transitions.join import join_end, join_start
from planner.transitions.pcm import Pcm, read_window, write_whole
from planner.transitions.stretch import KeyFrame, stretch
from planner.transitions.transition import Prepared, TimeMap, Transition

#: Changes when the same inputs give other samples, so that files of an older Everset are not taken for these.
METHOD = 1
#: Below this a slope is 1: 10 µs in a second, and varispeed does that unheard (0.02 cents).
UNSTRETCHED = 1e-5
#: Rubber Band's windows settle within this much sound around what is wanted.
ROLL_SECONDS = 0.5


def render(t: Transition, pcm_from: Path, pcm_to: Path, folder: Path) -> Prepared:
    """The transition's lanes as prepared PCM in ``folder``, named after what went into them: what is there is not made
    again. A pure function of its arguments, for a job process.

    Raises TransitionError (Rubber Band missing, failing, too slow; a file that can't be read) or StorageError.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(f"{folder} can't be made ({error.strerror}): check its permissions") from error
    return Prepared(
        _lane(t.map_from, pcm_from, folder, t.sample_rate, outgoing=True),
        _lane(t.map_to, pcm_to, folder, t.sample_rate, outgoing=False),
    )


def _lane(time_map: TimeMap, pcm: Path, folder: Path, sample_rate: int, *, outgoing: bool) -> str:
    if timemap.steepest(time_map) < UNSTRETCHED:
        return ""
    out = folder / f"{_name(time_map, pcm, sample_rate, outgoing)}.f32"
    if out.exists():
        with contextlib.suppress(OSError):  # a full or read-only disk: only the order of use is lost
            os.utime(out)
    else:
        stretched = _stretched(time_map, pcm, sample_rate, folder)
        write_whole(out, _joined(stretched, time_map, pcm, sample_rate, outgoing=outgoing))
    return str(out)


def _name(time_map: TimeMap, pcm: Path, sample_rate: int, outgoing: bool) -> str:
    size = pcm.stat().st_size if pcm.exists() else 0
    told = msgspec.json.encode((METHOD, time_map, pcm.name, size, sample_rate, outgoing))
    return blake2b(told, digest_size=16).hexdigest()


def _stretched(time_map: TimeMap, pcm: Path, sample_rate: int, folder: Path) -> Pcm:
    roll = round(ROLL_SECONDS * sample_rate)
    first, last = round(time_map[0][1]), round(time_map[-1][1])
    length = time_map[-1][0] - time_map[0][0]
    sound = read_window(pcm, first - roll, last + roll)
    out = stretch(sound, _keyframes(time_map, roll), length + 2 * roll, sample_rate, folder)
    return out[roll : roll + length]


def _keyframes(time_map: TimeMap, roll: int) -> list[KeyFrame]:
    """The map's points behind ``roll`` frames that are not stretched, and as many behind it."""
    start, first = time_map[0][0], round(time_map[0][1])
    inner = [(round(place) - first + roll, frame - start + roll) for frame, place in time_map]
    end = (inner[-1][0] + roll, inner[-1][1] + roll)
    return [(0, 0), *inner, end]


def _joined(stretched: Pcm, time_map: TimeMap, pcm: Path, sample_rate: int, *, outgoing: bool) -> Pcm:
    """The outgoing track begins, the incoming one ends, as its body is."""
    if outgoing:
        start, frames = round(time_map[0][1]), _unstretched(time_map[:2])
        return join_start(stretched, read_window(pcm, start, start + frames), sample_rate)
    end, frames = round(time_map[-1][1]), _unstretched(time_map[-2:])
    return join_end(stretched, read_window(pcm, end - frames, end), sample_rate)


def _unstretched(segment: TimeMap) -> int:
    """How many frames a segment runs at the rate of 1."""
    (start, first), (end, last) = segment
    return end - start if abs((last - first) - (end - start)) < 1.0 else 0
