"""What was on air, as the journals tell it: nothing is forgotten that they still hold, so it can be played again."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from engine.clip import Clip
from engine.errors import ProgrammeError
from engine.journal import Entry, Head, Revoked, Spliced, Start, archived, decode, read
from engine.programme import Programme


class History(Struct):
    """``programme``: everything from frame ``start`` on, also what is long over. ``head``: the last frame that is
    known to have been reached. ``damaged``: lines that were torn or changed, and are left out."""

    programme: Programme
    start: int = 0
    head: int = 0
    damaged: int = 0


def history(folder: Path, since: int = 0) -> History:
    """What the journals in ``folder`` know, oldest first; what ended before frame ``since`` is left out. Raises
    StorageError when one is there and can't be read."""
    told = History(Programme())
    begun = False
    past = archived(folder) if folder.is_dir() else []
    for path in [*past, folder / "programme.jsonl"]:
        for entry in _played(path, told):
            if isinstance(entry, Start):
                _begin(told, entry, first=not begun)
            elif isinstance(entry, Spliced):
                _splice(told, entry, since)
            elif isinstance(entry, Head):
                told.head = max(told.head, entry.frame)
            begun = True
    return told


def _played(path: Path, told: History) -> Iterator[Entry]:
    """The entries of one journal, less what was revoked in it."""
    entries = [decode(line) for line in read(path).split(b"\n") if line]
    told.damaged += sum(entry is None for entry in entries)
    revoked = {entry.number for entry in entries if isinstance(entry, Revoked)}
    for entry in entries:
        if entry is not None and not (isinstance(entry, Spliced) and entry.number in revoked):
            yield entry


def _begin(told: History, start: Start, *, first: bool) -> None:
    """A journal begins with the programme as it was: that holds from its frame on, whatever the ones before say."""
    if first:
        told.start = start.frame
    before = [clip for clip in told.programme.clips if clip.at < start.frame]
    known = {_place(clip) for clip in start.clips}
    past = [clip.cut(start.frame) for clip in before if _place(clip) not in known]
    told.programme.clips = sorted([*past, *start.clips], key=lambda clip: (clip.at, clip.lane))
    told.head = max(told.head, start.frame)


def _place(clip: Clip) -> tuple[int, int]:
    return clip.at, clip.lane


def _splice(told: History, entry: Spliced, since: int) -> None:
    try:
        told.programme.splice(entry.splice, entry.splice.at)
    except ProgrammeError:  # a damaged line before it left what it can't join
        told.damaged += 1
    told.programme.forget(since)
    told.programme.marks = []
