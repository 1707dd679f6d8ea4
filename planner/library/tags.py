"""What a file says of itself, whatever state its tags are in."""

import unicodedata
from pathlib import Path
from typing import Any

import mutagen
import structlog

from planner.catalogue.track import Tags

LONGEST = 300  # characters; a longer title is an accident
EASY = ("title", "artist", "album", "genre", "isrc")
ID3 = {"title": "TIT2", "artist": "TPE1", "album": "TALB", "genre": "TCON", "isrc": "TSRC"}

log = structlog.get_logger()


def read_tags(path: Path) -> Tags:
    """The tags by mutagen, else "Artist - Title" or a title from the file's name; never fails."""
    found = {name: printable(value) for name, value in _read(path).items()}
    artist, title = from_name(path)
    if not found.get("title"):
        found["title"] = title
        found["artist"] = found.get("artist") or artist
    return Tags(**found)


def from_name(path: Path) -> tuple[str, str]:
    """``(artist, title)`` from a name like "Artist - Title.flac"; the artist may be empty."""
    stem = printable(path.stem)
    artist, dash, title = stem.partition(" - ")
    return (artist.strip(), title.strip()) if dash and title.strip() else ("", stem or printable(path.name))


def printable(text: str, longest: int | None = LONGEST) -> str:
    """One clean line: bytes that are not UTF-8 shown as �, control characters gone, cut at ``longest``."""
    visible = ("" if unicodedata.category(c) == "Cc" and c not in "\t\n" else c for c in _unicode(text))
    return " ".join("".join(visible).split())[:longest]


def _unicode(text: str) -> str:
    """Surrogate escapes (PEP 383) and lone surrogates as �; all else untouched."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode("utf-8")


def _read(path: Path) -> dict[str, str]:
    try:
        file = mutagen.File(path, easy=True)
        if file is None or not file.tags:
            return {}
        return {name: value for name in EASY if (value := _first(file.tags, name))}
    except Exception as error:  # mutagen lets struct, Unicode, key and memory errors of broken tags through
        log.info("tags can't be read, the file's name stands in", path=printable(str(path)), error=str(error))
        return {}


def _first(tags: Any, name: str) -> str:
    """The first value of a tag by its easy key or its ID3 frame (WAV and AIFF have no easy keys)."""
    for key in (name, ID3[name]):
        try:
            values = tags.get(key)
        except (KeyError, ValueError):
            continue
        if values:
            texts = getattr(values, "text", values)
            return str(texts[0]) if isinstance(texts, list) and texts else str(texts)
    return ""
