"""A cue sheet: which title begins where in a recording, as players and burners read it."""

from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from engine.programme.programme import Mark

PER_SECOND = 75  # a cue sheet counts in frames of a compact disc
KINDS = {".mp3": "MP3"}  # all else is "WAVE", FLAC too


class Entry(Struct, frozen=True):
    """``at``: seconds of the recording."""

    at: float
    title: str
    artist: str


class CueSheet:
    """Of the file ``path``, beside which it lies."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path.with_suffix(".cue")
        self.entries: list[Entry] = []
        self._file = path.name
        self._name = name

    def note(self, at: float, mark: Mark | None) -> None:
        """From second ``at`` on this plays; None, or without a title: the station itself. What plays already
        needs no entry."""
        title, artist = ("", "") if mark is None else (mark.title, mark.artist)
        entry = Entry(at, title or self._name, artist)
        if not self.entries or (self.entries[-1].title, self.entries[-1].artist) != (entry.title, entry.artist):
            self.entries.append(entry)

    def text(self) -> str:
        """The whole sheet."""
        kind = KINDS.get(Path(self._file).suffix, "WAVE")
        lines = [f"TITLE {_quoted(self._name)}", f"FILE {_quoted(self._file)} {kind}"]
        for number, entry in enumerate(self.entries, 1):
            lines += _track(number, entry)
        return "\r\n".join([*lines, ""])

    def write(self) -> None:
        """Put it in place, whole. Raises OSError."""
        fresh = self.path.with_suffix(".cue-fresh")
        fresh.write_text(self.text(), encoding="utf-8")
        fresh.replace(self.path)


def _track(number: int, entry: Entry) -> Sequence[str]:
    frames = round(entry.at * PER_SECOND)
    minutes, rest = divmod(frames, 60 * PER_SECOND)
    seconds, frames = divmod(rest, PER_SECOND)
    performer = [f"    PERFORMER {_quoted(entry.artist)}"] if entry.artist else []
    return [
        f"  TRACK {number:02} AUDIO",
        f"    TITLE {_quoted(entry.title)}",
        *performer,
        f"    INDEX 01 {minutes:02}:{seconds:02}:{frames:02}",
    ]


def _quoted(text: str) -> str:
    """A cue sheet knows no escapes: quotes become apostrophes, and a line stays one."""
    return '"' + " ".join(text.replace('"', "'").split()) + '"'
