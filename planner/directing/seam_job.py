"""The job that makes a seam ready: its lanes stretched, rendered as buses, and measured, in a process of its own."""

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.track import Track
from planner.transitions.measure.measure import measure
from planner.transitions.measure.score import score
from planner.transitions.nudge import nudged
from planner.transitions.render import render
from planner.transitions.transition import Prepared, Transition


class Rendering(Struct, frozen=True, kw_only=True):
    """What is to be rendered: ``transition`` from ``leaving`` into ``entering``, whose PCM lies at ``pcm_from`` and
    ``pcm_to``; the lanes go to ``folder``."""

    transition: Transition
    leaving: Track
    entering: Track
    pcm_from: str
    pcm_to: str
    folder: str


def render_and_measure(job: Rendering) -> tuple[Prepared, Transition]:
    """The rendered lanes, and the transition as rendered (its strokes nudged together) with its measures. Raises
    TransitionError or StorageError."""
    a, b, pcm_from, pcm_to = job.leaving, job.entering, Path(job.pcm_from), Path(job.pcm_to)
    transition = nudged(job.transition, a, b, pcm_from, pcm_to)
    prepared = render(transition, pcm_from, pcm_to, Path(job.folder))
    found = measure(transition, a, b, pcm_from=job.pcm_from, pcm_to=job.pcm_to, prepared=prepared)
    return prepared, replace(transition, measures=found, score=score(found))
