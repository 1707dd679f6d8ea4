"""Where every control stands: as it sounds, and as the automation has it."""

import math
from collections.abc import Mapping

from engine.bus import Message
from engine.programme.claim import Claim, Claims
from engine.programme.clip import Clip
from engine.programme.controls import NEUTRAL, STEMS, Control, crossfader_of, position_of
from engine.programme.decks import DECKS, Deck, deck_of
from engine.programme.fades import level, position, value
from engine.programme.programme import Programme
from engine.programme.touch import place

FLOOR_HZ, TOP_HZ = 20.0, 20_000.0  # where the filter opens, as ext.hand


def positions(programme: Programme, claims: Claims, holders: Mapping[str, str], frame: int) -> Message:
    """``{"a": {control: state}, "b": {...}, "crossfader": state}``, each state ``{position, automated, claimed,
    source}``: 0..1 as it sounds at ``frame`` and as the automation alone would have it; ``source``: who holds it."""
    told: Message = {deck.name: _deck(deck, programme, claims, holders, frame) for deck in DECKS}
    left, right = (claims.get(place(deck.name, "cross"), Claim()) for deck in DECKS)
    stands = crossfader_of(left.blended(1.0, frame), right.blended(1.0, frame))
    told["crossfader"] = _state(stands, 0.5, left.claimed, holders.get(place("a", "cross"), ""))
    return told


def _deck(deck: Deck, programme: Programme, claims: Claims, holders: Mapping[str, str], frame: int) -> Message:
    sounding = newest(programme, deck, frame)
    told: Message = {}
    for control in NEUTRAL:
        if control == "cross":
            continue
        name = place(deck.name, control)
        claim, alone = claims.get(name, Claim()), automated(sounding.get(control), control, frame)
        told[control] = _state(
            position_of(control, claim.blended(alone, frame)), position_of(control, alone),
            claim.claimed, holders.get(name, ""),
        )  # fmt: skip
    return told


def _state(stands: float, alone: float, claimed: bool, source: str) -> Message:
    return {
        "position": round(stands, 4),
        "automated": round(alone, 4),
        "claimed": claimed,
        "source": source if claimed else "",
    }


def newest(programme: Programme, deck: Deck, frame: int) -> dict[Control, Clip]:
    """By control the clip that it moves at ``frame``: the newest on the deck's lanes, a stem's on its own."""
    clips = [clip for clip in programme.sounding(frame, frame + 1) if deck_of(clip.lane) is deck]
    whole = [clip for clip in clips if clip.lane in deck.lanes]
    found: dict[Control, Clip] = {}
    if whole:
        found = dict.fromkeys(NEUTRAL, max(whole, key=lambda clip: clip.at))
    stems = {STEMS[deck.lanes.index(clip.lane)]: clip for clip in whole}
    return {control: clip for control, clip in found.items() if control not in STEMS} | stems


def automated(clip: Clip | None, control: Control, frame: int) -> float:
    """What the envelopes of ``clip`` make of ``control``."""
    if clip is None:
        return NEUTRAL[control]
    passed, curves = frame - clip.at, clip.envelopes
    if control == "fader":
        return position(clip, frame)
    if control == "low" or control == "mid" or control == "high":  # noqa: PLR1714  mypy knows them so
        return value(control, curves[control], passed) if control in curves else NEUTRAL[control]
    if control in STEMS:
        return level(clip, frame)
    return _octaves(clip, passed) if control == "filter" else NEUTRAL[control]


def _octaves(clip: Clip, passed: int) -> float:
    """Where the filter stands, by its signed octaves."""
    curves = clip.envelopes
    high, low = (value(name, curves[name], passed) if name in curves else 0.0 for name in ("highpass", "lowpass"))
    if high > 0.0:
        return max(0.0, math.log2(high / FLOOR_HZ))
    return min(0.0, math.log2(low / TOP_HZ)) if low > 0.0 else 0.0
