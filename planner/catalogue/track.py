"""A track: one file's identity, tags and analysis."""

from msgspec import Struct

from planner.catalogue.analysis import Analysis


class Tags(Struct, frozen=True, kw_only=True):
    """What the file says of itself; empty where it is silent. ``title`` falls back to the file's name."""

    title: str
    artist: str = ""
    album: str = ""
    genre: str = ""
    isrc: str = ""


class Track(Struct, frozen=True, kw_only=True):
    """``id`` is the hash of the audio content: moving or re-tagging a file keeps it. ``path`` is absolute."""

    id: str
    path: str
    tags: Tags
    analysis: Analysis
