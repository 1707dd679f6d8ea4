"""Where everything stands that a controller may move: as the engine tells, and as was asked of it since."""

from typing import Any

from engine.bus import Message

CROSSFADER = "crossfader"
TOLD_LATE = 0.150  # seconds: what is told so soon after a touch may not know of it yet

Place = tuple[str | None, str]  # deck and control; the crossfader has no deck


class Stands:
    """``state``: what ``hand_state`` answers and ``hand`` tells (engine.protocol); empty while nobody told."""

    def __init__(self) -> None:
        self.state: Message = {}
        self._asked: dict[Place, tuple[float, float]] = {}  # position, and when

    def follow(self, state: Message, now: float) -> None:
        """The engine told; what was asked for long ago is in it."""
        self.state = state
        self._asked = {place: asked for place, asked in self._asked.items() if now - asked[1] < TOLD_LATE}

    def asked(self, place: Place, position: float, now: float) -> None:
        """The engine was asked to have it there."""
        self._asked[place] = (position, now)

    def at(self, place: Place) -> float | None:
        """Where it stands; None while that is not known."""
        if place in self._asked:
            return self._asked[place][0]
        told = self._told(place)
        return float(told["position"]) if told else None

    def fresh(self, place: Place) -> bool:
        """Whether it was asked for so lately that what is told may not know of it."""
        return place in self._asked

    def claimed(self, place: Place) -> bool:
        """Whether a hand has it."""
        return bool((self._told(place) or {}).get("claimed"))

    def any_claimed(self, deck: str | None) -> bool:
        """Whether a hand has anything of ``deck``; of all there is, without one."""
        decks = [self.state.get(name, {}) for name in (deck or "ab")]
        whole = [] if deck else [self.state.get(CROSSFADER, {})]
        return any(told.get("claimed") for told in [*whole, *(told for one in decks for told in one.values())])

    @property
    def held(self) -> bool:
        """Whether a hand holds the track on air."""
        return bool(self.state.get("hold"))

    def _told(self, place: Place) -> dict[str, Any] | None:
        deck, control = place
        told: dict[str, Any] | None = self.state.get(control) if deck is None else self.state.get(deck, {}).get(control)
        return told
