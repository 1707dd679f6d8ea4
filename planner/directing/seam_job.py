"""The job that makes a seam ready: its lanes stretched, rendered as buses, and measured, in a process of its own."""

import contextlib
import os
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from engine.errors import StorageError
from engine.journal.append import replace_file
from planner.catalogue.track import Track
from planner.transitions.measure.alone import alone, around
from planner.transitions.measure.measure import measure
from planner.transitions.measure.score import score
from planner.transitions.nudge import nudged
from planner.transitions.render import METHOD, render
from planner.transitions.transition import Prepared, Transition

#: Changes when the same inputs give another report, so that those of an older Everset are not taken for it.
MEASURED = 3

Made = tuple[Prepared, Transition]


class Rendering(Struct, frozen=True, kw_only=True):
    """What is to be rendered: ``transition`` from ``leaving`` into ``entering``, whose PCM lies at ``pcm_from`` and
    ``pcm_to``; the lanes go to ``folder``."""

    transition: Transition
    leaving: Track
    entering: Track
    pcm_from: str
    pcm_to: str
    folder: str


def render_and_measure(job: Rendering) -> Made:
    """The rendered lanes, and the transition as rendered (its strokes nudged together) with its measures; as they were
    when the same seam was made before, where that is still there. Raises TransitionError or StorageError."""
    report = Path(job.folder) / f"{_name(job)}.seam"
    made = _made_before(report)
    if made is None:
        made = _make(job)
        with contextlib.suppress(StorageError):  # a full disk: it is measured again the next time
            replace_file(report, msgspec.msgpack.encode(made))
    return made


def _make(job: Rendering) -> Made:
    a, b, pcm_from, pcm_to = job.leaving, job.entering, Path(job.pcm_from), Path(job.pcm_to)
    planned = alone(job.transition, pcm_from, pcm_to, around(job.transition))
    transition = nudged(job.transition, a, b, planned)
    prepared = render(transition, pcm_from, pcm_to, Path(job.folder))
    found = measure(transition, a, b, pcm_from=job.pcm_from, pcm_to=job.pcm_to, prepared=prepared, known=planned)
    return prepared, replace(transition, measures=found, score=score(found))


def _name(job: Rendering) -> str:
    """A seam is the same when the plan, both tracks' PCM and what is known of them are."""
    heard = job.leaving.analysis, job.entering.analysis
    told = (METHOD, MEASURED, job.transition, heard, _pcm(job.pcm_from), _pcm(job.pcm_to))
    return blake2b(msgspec.msgpack.encode(told), digest_size=16).hexdigest()


def _pcm(path: str) -> tuple[str, int]:
    """A prepared file by name and length: its name tells the track's content, whose decoding does not change."""
    with contextlib.suppress(OSError):
        return Path(path).name, Path(path).stat().st_size
    return path, 0


def _made_before(report: Path) -> Made | None:
    """What ``report`` tells, while its lanes are there; they are the most recently used now."""
    try:
        made = msgspec.msgpack.decode(report.read_bytes(), type=Made)
        for file in (*filter(None, (made[0].from_pcm, made[0].to_pcm)), report):
            os.utime(file)
    except (OSError, msgspec.MsgspecError):
        return None
    return made
