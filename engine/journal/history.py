"""What was on air, as the journals tell it: nothing is forgotten that they still hold, so it can be played again."""

from pathlib import Path

from msgspec import Struct, field

from engine.errors import ProgrammeError
from engine.journal.journal import Entry, Head, Spliced, Start, Touched, archived, entries, read
from engine.programme.clip import Clip
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme


class History(Struct):
    """``programme``: everything from frame ``start`` on, also what is long over. ``overrides``: what a hand did to it.
    ``head``: the last frame that is
    known to have been reached. ``damaged``: lines that were torn or changed, and are left out."""

    programme: Programme
    overrides: Overrides = field(default_factory=Overrides)
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
        told.overrides.forget(since)
    return told


def _apply(told: History, entry: Entry, since: int) -> None:
    if told.start is None:
        told.start = entry.frame if isinstance(entry, Start) else 0
    if isinstance(entry, Start):
        _begin(told, entry)
    elif isinstance(entry, Spliced):
        _splice(told, entry, since)
    elif isinstance(entry, Touched):
        told.overrides.add(entry.touch)
    elif isinstance(entry, Head):
        told.head = max(told.head, entry.frame)


def _begin(told: History, start: Start) -> None:
    """A journal begins with the programme as it was: that holds from its frame on, whatever the ones before say."""
    known = {_place(clip) for clip in start.clips}
    before = [clip for clip in told.programme.clips if clip.at < start.frame and _place(clip) not in known]
    past = [clip.cut(start.frame) for clip in before]
    told.programme.clips = sorted([*past, *start.clips], key=lambda clip: (clip.at, clip.lane))
    told.head = max(told.head, start.frame)
    _touch(told, start.overrides)


def _touch(told: History, overrides: Overrides) -> None:
    """What a hand did by then: of that, too, the ones before know the more."""
    newest = overrides.touches[:1]
    if overrides.number and (newest[0].number if newest else overrides.number + 1) > told.overrides.number + 1:
        told.overrides = overrides.copy()  # some of it is in no journal any more
    for touch in overrides.touches:
        told.overrides.add(touch)


def _place(clip: Clip) -> tuple[int, int]:
    return clip.at, clip.lane


def _splice(told: History, entry: Spliced, since: int) -> None:
    try:
        told.programme.splice(entry.splice, entry.splice.at)
    except ProgrammeError:  # a damaged line before it left what it can't join
        told.damaged += 1
    told.programme.forget(since)
    told.programme.marks = []
