"""Rendering: the lanes of a transition stretched ahead of time."""

import contextlib
import os
from hashlib import blake2b
from pathlib import Path

import msgspec

from engine.errors import StorageError
from planner.transitions import lane, timemap
from planner.transitions.pcm import write_whole
from planner.transitions.transition import Prepared, TimeMap, Transition

#: Changes when the same inputs give other samples, so that files of an older Everset are not taken for these.
METHOD = 2


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
    if timemap.steepest(time_map) < lane.UNSTRETCHED:
        return ""
    out = folder / f"{_name(time_map, pcm, sample_rate, outgoing)}.f32"
    if out.exists():
        with contextlib.suppress(OSError):  # a full or read-only disk: only the order of use is lost
            os.utime(out)
    else:
        make = lane.outgoing if outgoing else lane.incoming
        write_whole(out, make(time_map, pcm, sample_rate, folder))
    return str(out)


def _name(time_map: TimeMap, pcm: Path, sample_rate: int, outgoing: bool) -> str:
    size = pcm.stat().st_size if pcm.exists() else 0
    told = msgspec.json.encode((METHOD, time_map, pcm.name, size, sample_rate, outgoing))
    return blake2b(told, digest_size=16).hexdigest()
