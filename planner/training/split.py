"""Which tracks are held out: by song, so that no version of a piece is on both sides, and the same every
time."""

import hashlib

from planner.catalogue.track import Track
from planner.choosing import artists

HELD_OUT_SHARE = 0.25


def song(track: Track) -> str:
    """What versions of a piece have in common: their artists' names and their title."""
    return "/".join((*sorted(artists.names(track.tags.artist)), artists.title_key(track.tags.title)))


def held_out(song_name: str, seed: int) -> bool:
    """Whether a song is never trained on; about HELD_OUT_SHARE of them are."""
    digest = hashlib.blake2b(f"{seed} {song_name}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) / 2**64 < HELD_OUT_SHARE
