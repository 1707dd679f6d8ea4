"""The job that makes a seam ready: its lanes stretched, rendered as buses, and measured, in a process of its own."""

import contextlib
import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from engine.errors import StorageError
from engine.journal.append import replace_file
from planner.catalogue.track import Track
from planner.stems.splitting import Splitting
from planner.transitions.measure.alone import Alone, alone, around
from planner.transitions.measure.measure import measure
from planner.transitions.measure.score import never, score
from planner.transitions.nudge import nudged
from planner.transitions.plain_recipes import CUT
from planner.transitions.render import METHOD, rendered
from planner.transitions.sharpened import sharpened
from planner.transitions.transition import Prepared, Transition

#: Changes when the same inputs give another report, so that those of an older Everset are not taken for it.
MEASURED = 3

Made = tuple[Prepared, Transition]


class Rendering(Struct, frozen=True, kw_only=True):
    """What is to be rendered: ``transition`` from ``leaving`` into ``entering``, whose PCM lies at ``pcm_from`` and
    ``pcm_to``; the lanes go to ``folder``, with stems by ``splitting`` where the transition moves them."""

    transition: Transition
    leaving: Track
    entering: Track
    pcm_from: str
    pcm_to: str
    folder: str
    splitting: Splitting | None = None


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
    tried: list[Made] = []
    for step, splitting in _steps(transition, job.splitting):
        tried.append(_measured(job, step, planned, splitting))
        if not never(tried[-1][1].measures):
            break
    prepared, best = max(tried, key=lambda made: (not never(made[1].measures), made[1].score or 0.0))
    if best is not tried[0][1]:
        failed = f"{tried[0][1].recipe}: {', '.join(never(tried[0][1].measures))} as no seam may be"
        best = replace(best, fallback=f"{'cut' if best.recipe == CUT.name else 'without stems'}, not {failed}")
    return prepared, best


def _steps(t: Transition, splitting: Splitting | None) -> Iterator[tuple[Transition, Splitting | None]]:
    """What is tried, from what was planned down."""
    yield t, splitting
    if t.apart is not None and splitting is not None:
        yield t, None
    if t.beats and t.map_from[-1][0] - t.map_to[0][0] > t.sample_rate:
        yield sharpened(t), None


def _measured(job: Rendering, transition: Transition, planned: Alone, splitting: Splitting | None) -> Made:
    prepared, transition = rendered(transition, Path(job.pcm_from), Path(job.pcm_to), Path(job.folder), splitting)
    found = measure(
        transition,
        job.leaving,
        job.entering,
        pcm_from=job.pcm_from,
        pcm_to=job.pcm_to,
        prepared=prepared,
        known=planned,
    )
    return prepared, replace(transition, measures=found, score=score(found))


def _name(job: Rendering) -> str:
    """A seam is the same when the plan, both tracks' PCM and what is known of them are."""
    heard = job.leaving.analysis, job.entering.analysis
    told = (METHOD, MEASURED, job.transition, job.splitting, heard, _pcm(job.pcm_from), _pcm(job.pcm_to))
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
        for file in (*made[0].files, report):
            os.utime(file)
    except (OSError, msgspec.MsgspecError):
        return None
    return made
