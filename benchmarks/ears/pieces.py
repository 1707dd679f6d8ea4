"""Pieces of music with their truth: a folder with ``tracks`` and ``truth``, as EVERSET_MUSIC names it."""

import json
import os
from pathlib import Path
from typing import Any

from msgspec import Struct

from engine.errors import UsageError


class TruePiece(Struct, frozen=True):
    """A track and what is true of it: ``bpm``, ``beats``, ``downbeats``, ``key``, ``vocal_activity``,
    ``layer_changes``, each None where nobody knows, and more. ``kind``: exact, or real where it was agreed upon."""

    track: Path
    truth: dict[str, Any]

    @property
    def name(self) -> str:
        """As its files are called."""
        return str(self.truth["id"])

    @property
    def exact(self) -> bool:
        """Whether its truth is known from a score or a project, not by agreement of trackers."""
        return self.truth.get("kind") == "exact"


def music_folder() -> Path:
    """The pieces' folder: ``open`` in EVERSET_MUSIC, or EVERSET_MUSIC itself. Raises UsageError."""
    named = Path(os.environ.get("EVERSET_MUSIC", "."))
    for folder in (named / "open", named):
        if (folder / "truth").is_dir() and (folder / "tracks").is_dir():
            return folder
    raise UsageError(f"no music with known truth in {named}: let EVERSET_MUSIC name a folder with tracks/ and truth/")


def pieces_in(folder: Path) -> list[TruePiece]:
    """Those whose track is there, by name."""
    truths = [json.loads(path.read_text(encoding="utf-8")) for path in sorted((folder / "truth").glob("*.json"))]
    tracks = {track.stem: track for track in (folder / "tracks").iterdir()}
    return [TruePiece(tracks[truth["id"]], truth) for truth in truths if truth["id"] in tracks]
