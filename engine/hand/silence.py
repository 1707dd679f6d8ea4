"""Whether it is a hand that keeps a lane silent: then that is how it is to be, and nobody's fault."""

import math

from engine.programme.claim import Claims
from engine.programme.clip import Clip
from engine.programme.controls import EQ, NEUTRAL, STEMS, Control
from engine.programme.decks import Deck, deck_of
from engine.programme.fades import level, position
from engine.programme.overrides import Overrides
from engine.programme.touch import place


def lowest(overrides: Overrides, clip: Clip, start: int, end: int) -> float | None:
    """The lowest amplitude that a hand leaves of ``clip`` in ``[start, end)``, by both ends; 0 where it has bands or
    the filter, of which no fader tells. None where no hand is on it."""
    deck = deck_of(clip.lane)
    if deck is None:
        return None
    found = (_left(overrides.at(frame), deck, clip, frame) for frame in (start, end - 1))
    return min((left for left in found if left is not None), default=None)


def _left(claims: Claims, deck: Deck, clip: Clip, frame: int) -> float | None:
    """What the hand leaves at ``frame``."""
    named = ((control, claims.get(place(deck.name, control))) for control in NEUTRAL if control != "nudge")
    held = {control: claim for control, claim in named if claim is not None and claim.weight.at(frame) > 0.0}
    if not held:
        return None
    if held.keys() & {*EQ, "filter"}:
        return 0.0

    def stands(control: Control | None, automatic: float) -> float:
        return held[control].blended(automatic, frame) if control in held else automatic

    stem = STEMS[deck.lanes.index(clip.lane)] if clip.lane in deck.lanes else None
    faders = stands("fader", position(clip, frame)), stands("cross", 1.0), stands(stem, level(clip, frame))
    return math.prod(math.sin(math.pi / 2 * max(0.0, place)) for place in faders) * stands("play", 1.0)
