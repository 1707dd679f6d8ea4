"""A plan made ready for the air: nudged, rendered, measured; what turns out as no seam may be is stepped down."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from planner.catalogue.track import Track
from planner.stems.splitting import Splitting
from planner.transitions.measure.alone import alone, around
from planner.transitions.measure.measure import measure
from planner.transitions.measure.score import never, score
from planner.transitions.nudge import nudged
from planner.transitions.plain_recipes import CUT
from planner.transitions.render import rendered
from planner.transitions.sharpened import sharpened
from planner.transitions.transition import Prepared, Transition

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


def made_ready(job: Rendering) -> Made:
    """The rendered lanes, and the transition as rendered, with its measures; ``fallback`` says where it is not what was
    planned. Raises TransitionError or StorageError."""
    a, b, pcm_a, pcm_b = job.leaving, job.entering, Path(job.pcm_from), Path(job.pcm_to)
    planned = alone(job.transition, pcm_a, pcm_b, around(job.transition))
    tried: list[Made] = []
    for wanted, splitting in _steps(nudged(job.transition, a, b, planned), job.splitting):
        prepared, made = rendered(wanted, pcm_a, pcm_b, Path(job.folder), splitting)
        found = measure(made, a, b, pcm_from=job.pcm_from, pcm_to=job.pcm_to, prepared=prepared, known=planned)
        tried.append((prepared, replace(made, measures=found, score=score(found))))
        if not never(found):
            break
    prepared, best = max(tried, key=lambda made: (not never(made[1].measures), made[1].score or 0.0))
    return prepared, best if best is tried[0][1] else _explained(best, tried[0][1])


def _steps(t: Transition, splitting: Splitting | None) -> Iterator[tuple[Transition, Splitting | None]]:
    """What is tried, from what was planned down."""
    yield t, splitting
    if t.apart is not None and splitting is not None:
        yield t, None
    if t.beats and t.map_from[-1][0] - t.map_to[0][0] > t.sample_rate:
        yield sharpened(t), None


def _explained(best: Transition, first: Transition) -> Transition:
    how = "cut" if best.recipe == CUT.name else "without stems"
    failed = ", ".join(never(first.measures))
    return replace(best, fallback=f"{how}, not {first.recipe}: {failed} as no seam may be")
