"""A seam whose tracks don't go together after all, as a cut: of the same lanes, at the same place."""

from msgspec.structs import replace

from engine.programme.envelope import Envelope
from planner.transitions.plain_recipes import CUT, MICRO_FADE
from planner.transitions.transition import Transition


def sharpened(t: Transition) -> Transition:
    """``t`` with the tracks one after the other: the outgoing one up to the swap, the incoming one from there on."""
    before = t.centre - max(round(MICRO_FADE * t.sample_rate), 1)
    return replace(
        t,
        recipe=CUT.name,
        envelopes_from={"fader": Envelope(((before, 1.0), (t.centre, 0.0)))},
        envelopes_to={"fader": Envelope(((before, 0.0), (t.centre, 1.0)))},
        apart=None,
        stems="none",
        echoes=(),
        why=(*t.why, f"but {CUT.title}, for together they would not do"),
    )
