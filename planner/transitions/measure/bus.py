"""A track's bus in an audition, with what several measures want of it."""

from functools import cached_property

from msgspec import Struct

from planner.transitions.audition import Audition
from planner.transitions.measure.onsets import Onsets, onsets
from planner.transitions.pcm import Pcm


class Bus:
    """``pcm``: (frames, 2) float32 at ``rate``."""

    def __init__(self, pcm: Pcm, rate: int) -> None:
        self.pcm, self.rate = pcm, rate

    @cached_property
    def onsets(self) -> Onsets:
        """Found once, as they cost the most."""
        return onsets(self.pcm, self.rate)


class Buses(Struct, frozen=True, kw_only=True):
    """Both tracks' buses; the seam begins at frame ``lead`` of each. ``mix``: what goes on air of them, where it was
    rendered. ``vocals_a``, ``vocals_b``: what of each bus is its vocal stem, behind its envelopes, where lanes are made
    of stems."""

    a: Bus
    b: Bus
    lead: int
    mix: Pcm | None = None
    vocals_a: Pcm | None = None
    vocals_b: Pcm | None = None


def buses(heard: Audition, rate: int) -> Buses:
    """Those of an audition."""
    a, b = heard.vocals or (None, None)
    return Buses(
        a=Bus(heard.bus_a, rate),
        b=Bus(heard.bus_b, rate),
        lead=heard.lead,
        mix=heard.mix,
        vocals_a=a,
        vocals_b=b,
    )
