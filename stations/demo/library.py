"""The demo library: what ``everset demo`` plays, made on the spot, with everything true of it beside it."""

import json
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.errors import UsageError
from stations.demo.pieces import ALL
from stations.demo.render import render
from stations.demo.score import Piece
from stations.demo.short import short_piece
from stations.demo.truth import truth_of
from stations.demo.write import write_stem, write_track, write_truth

__all__ = ["PIECES", "STEMS", "make_demo", "short_piece"]

STEMS = ("drums", "bass", "other", "vocals")


def file_stem(number: int, piece: Piece) -> str:
    """The name of a piece's files: ``01 - Artist - Title``."""
    return f"{number:02d} - {piece.artist} - {piece.title}"


_BY_NAME = {file_stem(number, piece): piece for number, piece in enumerate(ALL, start=1)}
PIECES: tuple[str, ...] = tuple(_BY_NAME)
"""The names of the pieces, in the order in which they are made; the first two mix well."""

ProgressCall = Callable[[str, float], None]


def make_demo(
    folder: Path,
    pieces: Sequence[str] | None = None,
    stems: bool = True,
    progress: ProgressCall | None = None,
) -> list[Path]:
    """Makes the library (or some ``pieces`` of PIECES) in ``folder`` and returns its tracks; what is there stays.

    ``tracks/<name>.flac``, ``truth/<name>.json`` and, with ``stems``, ``stems/<name>/<stem>.flac`` at the same gain.
    A track appears last, and whole. ``progress(name, 0..1)`` is called as each is made. Raises UsageError for a name
    that is not in PIECES, StorageError when the disk refuses.
    """
    names = list(PIECES if pieces is None else pieces)
    unknown = [name for name in names if name not in _BY_NAME]
    if unknown:
        raise UsageError(f"no such demo piece: {unknown[0]!r}; choose from {', '.join(PIECES)}")
    return [_make(folder, name, stems, progress) for name in names]


def _make(folder: Path, name: str, stems: bool, progress: ProgressCall | None) -> Path:
    piece, track = _BY_NAME[name], folder / "tracks" / f"{name}.flac"
    if not _complete(folder, name, piece, stems):
        rendering = render(piece, None if progress is None else lambda part: progress(name, 0.8 * part))
        if stems:
            for stem in STEMS:
                write_stem(folder / "stems" / name / f"{stem}.flac", rendering.stems[stem])
        truth = truth_of(piece, name, rendering.vocal_activity, stems=stems)
        write_truth(folder / "truth" / f"{name}.json", truth | {"score": _fingerprint(piece)})
        write_track(track, rendering.mix, piece)
    if progress is not None:
        progress(name, 1.0)
    return track


def _fingerprint(piece: Piece) -> int:
    """Changes when the score does, so that a folder made from an older score is made anew."""
    return zlib.crc32(repr(piece).encode())


def _complete(folder: Path, name: str, piece: Piece, stems: bool) -> bool:
    """Whether the piece is all there, from this score."""
    files = [folder / "stems" / name / f"{stem}.flac" for stem in STEMS] if stems else []
    if not all(file.exists() for file in [*files, folder / "tracks" / f"{name}.flac"]):
        return False
    try:
        truth = json.loads((folder / "truth" / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(truth.get("score") == _fingerprint(piece))
