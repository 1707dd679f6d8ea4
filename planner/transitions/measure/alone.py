"""Each track by itself: what a seam is compared with."""

from pathlib import Path

from msgspec.structs import replace

from planner.transitions.audition import LANES_FROM, LANES_TO, Laid, lay_out
from planner.transitions.measure.bus import Bus, Buses
from planner.transitions.transition import Transition

#: Seconds of both bodies that are heard along: what a loudness is compared with, and where joins are.
AROUND_SECONDS = 8.0


class Alone(Buses, frozen=True, kw_only=True):
    """The buses of a seam without faders, EQ and echoes, and by varispeed, so that what the stretching did wrong is not
    in it. ``laid_a``, ``laid_b``: what they are of."""

    laid_a: Laid
    laid_b: Laid


def around(t: Transition) -> int:
    """Frames of both bodies that are heard along with ``t``."""
    return round(AROUND_SECONDS * t.sample_rate)


def alone(t: Transition, pcm_from: Path, pcm_to: Path, reach: int, known: Alone | None = None) -> Alone:
    """Both tracks of ``t`` with up to ``reach`` frames around. What is ``known`` of a plan that has one of them at the
    same place is taken from there. Raises TransitionError when the files can't be read."""
    bare = replace(t, envelopes_from={}, envelopes_to={}, echoes=())
    laid = lay_out(bare, pcm_from, pcm_to, None, reach)
    a, b = laid.only(LANES_FROM), laid.only(LANES_TO)
    bus_a = known.a if known and known.laid_a == a else Bus(a.heard(), t.sample_rate)
    bus_b = known.b if known and known.laid_b == b else Bus(b.heard(), t.sample_rate)
    return Alone(a=bus_a, b=bus_b, lead=laid.lead, laid_a=a, laid_b=b)
