"""A plan for the air: of what is left of the track that plays, and never an accident of the planner's."""

from typing import Any

import structlog
from msgspec.structs import replace

from engine.errors import EversetError, TransitionError
from planner.catalogue.track import Track
from planner.transitions.plan import plan
from planner.transitions.transition import Transition

log = structlog.get_logger()


def planned(leaving: Track, entering: Track, **wishes: Any) -> Transition:
    """:func:`plan`; whatever goes wrong inside is this pair's, and a TransitionError: the next candidate may do."""
    try:
        return plan(leaving, entering, **wishes)
    except EversetError:
        raise
    except Exception as error:
        log.exception("planning failed", leaving=leaving.path, entering=entering.path)
        raise TransitionError(f"planning failed: {type(error).__name__}: {error}") from error


def until(track: Track, end: float) -> Track:
    """``track`` as it plays where it was cut at ``end`` seconds: a round of the safety track, or a body that the ladder
    fades. Nothing behind the cut may be planned with."""
    analysis = track.analysis
    if end >= analysis.duration - 1.0:
        return track
    points = [point for point in analysis.mix_out if point.time < end]
    return replace(track, analysis=replace(analysis, duration=end, mix_out=points))
