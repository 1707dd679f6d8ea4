"""The music of a run: short pieces by synthesis, made once and kept."""

from pathlib import Path
from typing import Any

from benchmarks.synthesis import short_pieces

SECONDS = 48.0  # short, so that a run has many seams
PIECES: tuple[dict[str, Any], ...] = (
    {"bpm": 124.37, "key": "8A", "seed": 0},
    {"bpm": 125.6, "key": "9A", "seed": 1},
    {"bpm": 123.1, "key": "8B", "seed": 2},
    {"bpm": 126.2, "key": "8A", "seed": 0, "genre": "techno"},
    {"bpm": 127.0, "key": "9A", "seed": 1, "genre": "techno"},
    {"bpm": 125.0, "key": "7A", "seed": 0, "genre": "trance"},
)


def make_music(folder: Path, seconds: float = SECONDS, count: int = len(PIECES)) -> Path:
    """The pieces in ``folder``; those that are there already stay."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = {folder / f"piece {number} {seconds:g}.flac": piece for number, piece in enumerate(PIECES[:count])}
    missing = {path: piece for path, piece in wanted.items() if not path.exists()}
    short_pieces(
        [{"path": str(path.with_suffix(".part")), "seconds": seconds, **piece} for path, piece in missing.items()]
    )
    for path in missing:
        path.with_suffix(".part").rename(path)
    return folder
