"""What is asked of single controls, as touches: the same for a command that comes and for one in a log."""

import math

from engine.bus import Message
from engine.errors import EversetError
from engine.hand.lengths import Lengths
from engine.programme.controls import LAWS, NUDGE_FRAMES, NUDGE_RATE, crossed, value_at
from engine.programme.decks import DECKS, DeckName, deck_named
from engine.programme.touch import Touch, parted

KNOBS = tuple(control for control in LAWS if control not in ("play", "nudge"))
COMMANDS = ("touch", "cue", "play", "nudge")


def asked(command: str, request: Message, lengths: Lengths, seam_end: int = 0) -> list[Touch]:
    """The touches of one of COMMANDS (engine.protocol has their words); a nudge that is let go of goes back behind
    frame ``seam_end``. Raises EversetError."""
    if command == "touch":
        return _moved(request, lengths.glide)
    if command == "nudge":
        return _nudged(request, lengths, seam_end)
    value = 1.0 if command == "play" else 0.0
    return [Touch(deck=deck_of(request), control="play", value=value, glide=lengths.quick)]


def _moved(request: Message, glide: int) -> list[Touch]:
    control, where = request.get("control"), between(request, "position", 0.0, 1.0)
    if control == "crossfader":
        both = zip(DECKS, crossed(where), strict=True)
        return [Touch(deck=deck.name, control="cross", value=value, glide=glide) for deck, value in both]
    if control in KNOBS:
        return [Touch(deck=deck_of(request), control=control, value=value_at(control, where), glide=glide)]
    raise EversetError(f"no control is called {control!r}: use one of crossfader, {', '.join(KNOBS)}")


def _nudged(request: Message, lengths: Lengths, seam_end: int) -> list[Touch]:
    deck, bend = deck_of(request), between(request, "bend", -1.0, 1.0)
    if not bend:
        stop = Touch(doing="stop", deck=deck, control="nudge", glide=lengths.glide)
        return [stop, Touch(doing="release", deck=deck, control="nudge", since=seam_end, glide=lengths.back)]
    rate, bound = abs(bend) * NUDGE_RATE, math.copysign(NUDGE_FRAMES, bend)
    return [Touch(doing="push", deck=deck, control="nudge", value=bound, rate=rate, glide=lengths.glide)]


def released(name: str, until: int, lengths: Lengths) -> Touch:
    """The control of that place goes back, all of it by frame ``until``."""
    deck, control = parted(name)
    return Touch(doing="release", deck=deck, control=control, until=until, glide=lengths.bar)


def matches(name: str, request: Message) -> bool:
    """Whether ``request`` asks for the control of that place; what it does not name may be any."""
    deck, control = parted(name)
    wanted = "cross" if request.get("control") == "crossfader" else request.get("control")
    return request.get("deck") in (None, deck) and wanted in (None, control)


def deck_of(request: Message) -> DeckName:
    """The deck that is asked for. Raises EversetError."""
    try:
        return deck_named(str(request.get("deck"))).name
    except KeyError:
        raise EversetError(f"there is no deck {request.get('deck')!r}: use a or b") from None


def between(request: Message, name: str, least: float, most: float) -> float:
    """A number of the request. Raises EversetError."""
    value = request.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool) and least <= value <= most:
        return float(value)
    raise EversetError(f"{name} is {value!r}: use a number from {least:g} to {most:g}")
