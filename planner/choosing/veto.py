"""A rule's word against a track."""

from typing import Literal

from msgspec import Struct

Rule = Literal[
    "same track", "nominated", "too short", "block list", "title separation", "artist separation",
    "tempo", "key", "untrusted",
]  # fmt: skip


class Veto(Struct, frozen=True):
    """``rule`` speaks against ``track`` (an id) and says why in words. A hard one takes the track out, unless
    nothing were left; a soft one takes ``points`` off."""

    track: str
    rule: Rule
    reason: str
    hard: bool
    points: float = 0.0
