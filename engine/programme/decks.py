"""Decks: which lanes a track has, and so whose controls reach it.

A track plays on one deck, the next one on the other. What belongs to neither deck, the ladder's safety track and
the ident before all, no hand's control reaches: it plays when everything else has failed, or when a hand asked for it
by panic, and a fader that somebody left shut must not silence it."""

from typing import Literal

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from engine.programme.clip import LANES

STEMS = 4  # lanes of a deck: a track that is whole plays on the first

DeckName = Literal["a", "b"]


class Deck(Struct, frozen=True):
    """``lanes``: a track's, by its stems. ``echoes``: those of what a recipe repeats of it."""

    name: DeckName
    lanes: tuple[int, ...]
    echoes: tuple[int, ...]

    @property
    def first(self) -> int:
        """The lane of a track that is whole."""
        return self.lanes[0]

    @property
    def other(self) -> "Deck":
        """Where the next track plays."""
        return DECKS[1 - DECKS.index(self)]


DECKS = (Deck("a", (0, 1, 2, 3), (8, 9, 10)), Deck("b", (4, 5, 6, 7), (11, 12, 13)))

_DECK_OF = {lane: deck for deck in DECKS for lane in (*deck.lanes, *deck.echoes)}

#: The lanes of neither deck, from the last one down: whoever needs one for a while takes the first that is free.
NOBODYS = tuple(lane for lane in reversed(range(LANES)) if lane not in _DECK_OF)


def deck_of(lane: int) -> Deck | None:
    """The deck that ``lane`` belongs to."""
    return _DECK_OF.get(lane)


def deck_named(name: str) -> Deck:
    """The deck of that name. Raises KeyError."""
    return {str(deck.name): deck for deck in DECKS}[name]


def table() -> NDArray[np.int8]:
    """For the renderer, int8 (LANES, 2): each lane's deck, and its number among that deck's stems; −1 where none."""
    made = np.full((LANES, 2), -1, np.int8)
    for number, deck in enumerate(DECKS):
        made[[*deck.lanes, *deck.echoes], 0] = number
        made[list(deck.lanes), 1] = range(STEMS)
    return made
