"""What was on air, as the journals tell it: nothing is forgotten that they still hold, so it can be played again."""

from pathlib import Path

from msgspec import Struct

from engine.errors import ProgrammeError
from engine.journal.journal import Entry, Head, Spliced, Start, archived, entries, read
from engine.programme.clip import Clip
from engine.programme.programme import Programme


class History(Struct):
    """``programme``: everything from frame ``start`` on, also what is long over. ``head``: the last frame that is
    known to have been reached. ``damaged``: lines that were torn or changed, and are left out."""

    programme: Programme
    start: int | None = None  # of the oldest journal; None while there is none
    head: int = 0
    damaged: int = 0


def history(folder: Path, since: int = 0) -> History:
    """What the journals in ``folder`` know, oldest first; what ended before frame ``since`` is left out. Raises
    StorageError when one is there and can't be read."""
    told = History(Programme())
    past = archived(folder) if folder.is_dir() else []
    for path in [*past, folder / "programme.jsonl"]:
        played, damaged, _ = entries(read(path))
        told.damaged += damaged
        for entry in played:
            _apply(told, entry, since)
    return told


def _apply(told: History, entry: Entry, since: int) -> None:
    if told.start is None:
        told.start = entry.frame if isinstance(entry, Start) else 0
    if isinstance(entry, Start):
        _begin(told, entry)
    elif isinstance(entry, Spliced):
        _splice(told, entry, since)
    elif isinstance(entry, Head):
        told.head = max(told.head, entry.frame)


def _begin(told: History, start: Start) -> None:
    """A journal begins with the programme as it was: that holds from its frame on, whatever the ones before say."""
    known = {_place(clip) for clip in start.clips}
    before = [clip for clip in told.programme.clips if clip.at < start.frame and _place(clip) not in known]
    past = [clip.cut(start.frame) for clip in before]
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
