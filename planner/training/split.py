"""Which tracks are held out: by song, so that no version of a piece is on both sides, and the same every
time."""

import hashlib
from collections.abc import Iterable

from planner.catalogue.track import Track
from planner.choosing import artists

HELD_OUT_SHARE = 0.25


def song(track: Track) -> str:
    """What versions of a piece have in common: their artists' names and their title."""
    return "/".join((*sorted(artists.names(track.tags.artist)), artists.title_key(track.tags.title)))


def held_out(songs: Iterable[str], seed: int) -> frozenset[str]:
    """The songs that are never trained on: HELD_OUT_SHARE of them, at least two, none of fewer than four.
    Which, the seed decides, by a draw that barely changes when songs come and go."""
    ranked = sorted(set(songs), key=lambda name: hashlib.blake2b(f"{seed} {name}".encode(), digest_size=8).digest())
    return frozenset(ranked[: max(2, round(HELD_OUT_SHARE * len(ranked)))] if len(ranked) >= 4 else ())
