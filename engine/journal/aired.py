"""The record of what went out, for the planner's playlog: it may be away for days and still miss nothing.

Every record has a rising ``seq``; who has ingested up to one asks for what came after it. A process begins its numbers
at the time in milliseconds (nothing is noted a thousand times a second), so none is given twice even when the folder
was deleted, or is an older copy of itself. Kept in segments of bounded size, the oldest of which go in the end: at
sixty transitions an hour the segments hold about three months."""

import contextlib
import re
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from engine.journal.append import AppendFile
from engine.programme.programme import Mark

SEGMENT_BYTES = 4_000_000
SEGMENTS = 12
RECENT = 2_000  # answered from memory
NAME = re.compile(r"aired-(\d+)\.jsonl")

Kind = Literal["start", "track", "transition", "ident", "ladder", "late", "anchored"]


class Record(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A fact about frame ``frame``. ``time``: Unix time at which it was noted; wall time is attached here,
    once.

    "start": the engine began there. "track", "transition", "ident": that mark was passed by the head.
    "ladder": the ladder stepped in (``rung``, ``why``). "late": ``count`` blocks were late since the record
    before, and so many frames (``why``): one when it begins, one of the rest when it is over. "anchored": the
    clock was set anew, ``count`` frames of real time had no sound."""

    seq: int
    frame: int
    time: float
    kind: Kind
    track: str = ""
    title: str = ""
    artist: str = ""
    length: int = 0
    rung: str = ""
    why: str = ""
    count: int = 0

    @property
    def place(self) -> tuple[int, str, str]:
        """What tells one passed mark from another."""
        return self.frame, self.kind, self.track


class Aired:
    """The records in a folder. One writer; ``clock`` gives Unix time."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self.folder = folder
        self._clock = clock
        self.recent: deque[Record] = deque(maxlen=RECENT)
        self.damaged = 0
        self._unwritten: list[Record] = []  # what the disk refused so far
        for path in self.segments()[-2:]:
            self.recent.extend(self._read(path))
        self.seq = max(self.recent[-1].seq if self.recent else 0, round(clock() * 1_000))
        self._since = self.seq
        newest = self.segments()[-1:] or [self._segment(self.seq + 1)]
        self._file = AppendFile(newest[0])

    def segments(self) -> list[Path]:
        """The segment files, oldest first; a name tells the first ``seq`` in it."""
        try:
            return sorted((path for path in self.folder.iterdir() if NAME.fullmatch(path.name)), key=first_seq)
        except OSError:  # no folder, or no disk: what is in memory is told
            return []

    def _segment(self, seq: int) -> Path:
        return self.folder / f"aired-{seq}.jsonl"

    def _read(self, path: Path) -> list[Record]:
        records = []
        for line in self._lines(path):
            try:
                records.append(msgspec.json.decode(line, type=Record))
            except msgspec.MsgspecError:
                self.damaged += 1
        return records

    def _lines(self, path: Path) -> list[bytes]:
        try:
            return path.read_bytes().splitlines()
        except OSError:
            self.damaged += 1
            return []

    def marks_until(self) -> int:
        """Marks before this frame have been noted; those at it perhaps (see :meth:`noted`)."""
        return max((record.frame for record in self.recent if record.kind in MARKS), default=0)

    def noted(self, mark: Mark) -> bool:
        """Whether ``mark`` has its record."""
        place = (mark.at, mark.kind, mark.track)
        return any(record.place == place for record in [*self._unwritten, *reversed(self.recent)])

    def mark(self, mark: Mark) -> Record:
        """The record of a mark that the head passed; not kept until :meth:`append`."""
        return self.record(
            mark.kind, mark.at, track=mark.track, title=mark.title, artist=mark.artist, length=mark.length
        )

    def record(self, kind: Kind, frame: int, **facts: object) -> Record:
        """A record; not kept, and without its number, until :meth:`append`."""
        made = {"seq": 0, "frame": frame, "time": self._clock(), "kind": kind, **facts}
        return msgspec.convert(made, Record)

    def append(self, records: list[Record]) -> None:
        """Keep ``records``, on the disk; only then does :meth:`after` tell them, so that a number is never
        given twice. Raises StorageError: they are written with the next ones."""
        waiting = [*self._unwritten, *records]
        self._unwritten = waiting[-RECENT:]
        numbered = [replace(record, seq=self.seq + number) for number, record in enumerate(waiting, 1)]
        self._rotate()
        self._file.append(b"".join(msgspec.json.encode(record) + b"\n" for record in numbered))
        self._unwritten = []
        self.seq += len(numbered)
        self.recent.extend(numbered)

    @property
    def owing(self) -> bool:
        """Whether the disk refused something before."""
        return bool(self._unwritten)

    def settle(self) -> None:
        """Write what the disk refused before. Raises StorageError."""
        if self._unwritten:
            self.append([])

    def go_on_behind(self, seq: int) -> None:
        """Somebody has been told numbers up to ``seq``, which were never given here: the clock was set back and the
        folder is another. What this process has noted gets numbers behind it. Raises StorageError: then once it is
        written."""
        if seq <= self.seq:
            return
        mine = [record for record in self.recent if record.seq > self._since]
        for record in mine:
            self.recent.remove(record)
        self.seq = self._since = seq
        self.append(mine)

    def _rotate(self) -> None:
        if self._file.size < SEGMENT_BYTES:
            return
        self._file.close()
        self._file = AppendFile(self._segment(self.seq + 1))
        for old in self.segments()[:-SEGMENTS]:
            with contextlib.suppress(OSError):
                old.unlink(missing_ok=True)

    def after(self, seq: int, limit: int = 1_000) -> list[Record]:
        """At most ``limit`` records with a higher ``seq``, in order. An empty list: there are no more."""
        known = list(self.recent)  # at once: the thread that writes adds to it
        if not known or known[0].seq > seq + 1:
            known = self._stored(seq, limit) or known
        return [record for record in known if record.seq > seq][:limit]

    def _stored(self, seq: int, limit: int) -> list[Record]:
        records: list[Record] = []
        paths = self.segments()
        for path, following in zip(paths, [*paths[1:], None], strict=True):
            if following is None or first_seq(following) > seq + 1:
                records += [record for record in self._read(path) if record.seq > seq]
            if len(records) >= limit:
                break
        return records

    def close(self) -> None:
        self._file.close()


MARKS = ("track", "transition", "ident")


def first_seq(path: Path) -> int:
    """The ``seq`` that a segment begins with."""
    found = NAME.fullmatch(path.name)
    return int(found[1]) if found else 0
