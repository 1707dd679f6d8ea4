"""A piece that seams are made of: what Everset heard in it, its sound, and what is true of it."""

from pathlib import Path
from typing import Any

from msgspec import Struct

from planner.catalogue.track import Track


class Source(Struct, frozen=True):
    """A file before it was listened to. ``kinds``: "no drums", "swing", "voice", where that is known. ``voice``: a file
    with its true voice alone. ``truth``: ``beats`` and ``downbeats`` in seconds, where they are known exactly."""

    name: str
    path: Path
    kinds: frozenset[str] = frozenset()
    voice: Path | None = None
    truth: dict[str, Any] = {}


class Piece(Struct, frozen=True):
    """``pcm``, ``voice``: prepared PCM, of its voice alone where that is known."""

    source: Source
    track: Track
    pcm: Path
    voice: Path | None
