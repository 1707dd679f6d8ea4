"""The journal: every splice, on the disk before it is acknowledged, so that a restart knows the programme.

JSON lines, each with the checksum of its content. The first is the programme as it was when the file was last
compacted; what follows are splices, the ones that were refused after all ("revoked"), and now and then the
head, for the case that the ring is lost with the machine's memory."""

import zlib
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct

from engine.append import AppendFile, replace_file
from engine.clip import Clip
from engine.errors import ProgrammeError, UsageError
from engine.programme import Mark, Programme, Splice

COMPACT_BYTES = 8_000_000  # replayed in about a tenth of a second


class Start(Struct, frozen=True, tag="programme"):
    """The whole programme at some frame."""

    sample_rate: int
    frame: int
    clips: list[Clip]
    marks: list[Mark]


class Spliced(Struct, frozen=True, tag="splice"):
    """A splice, by its running number."""

    number: int
    splice: Splice


class Revoked(Struct, frozen=True, tag="revoked"):
    """The splice of this number never sounded: it was on the disk too late."""

    number: int


class Head(Struct, frozen=True, tag="head"):
    """The head was here."""

    frame: int


Entry = Start | Spliced | Revoked | Head


class Line(Struct, frozen=True):
    """``check``: CRC-32 of ``entry`` as it stands in the file."""

    check: int
    entry: msgspec.Raw


class Replay(Struct):
    """What a journal says. ``damaged``: lines that were torn or changed, and are left out."""

    programme: Programme
    frame: int = 0
    damaged: int = 0
    number: int = 0
    last: Literal["whole", "torn"] = "whole"


class Journal:
    """The journal in a folder, for one sample rate."""

    def __init__(self, folder: Path, sample_rate: int) -> None:
        """Raises StorageError when the folder can't be written."""
        self.path = folder / "programme.jsonl"
        self.sample_rate = sample_rate
        self._file = AppendFile(self.path)
        self.newest: Splice | None = None  # the last one that is on the disk
        self._number = 0

    def replay(self) -> Replay:
        """What was on air. Raises UsageError when it was at another sample rate."""
        content = self.path.read_bytes()
        replay = replayed(content, self.sample_rate)
        self._number = replay.number
        return replay

    def append(self, splice: Splice) -> int:
        """Keep ``splice``; it is on the disk when this returns its number. Raises StorageError: then it is
        not kept."""
        number = self._number + 1
        self._file.append(encode(Spliced(number, splice)))
        self._number, self.newest = number, splice
        return number

    def revoke(self, number: int) -> None:
        """The splice of that number was refused after all. Raises StorageError."""
        self._file.append(encode(Revoked(number)))

    def revoke_newest(self, splice: Splice) -> None:
        """Revoke ``splice`` if it is the last one on the disk. Raises StorageError."""
        if self.newest is splice:
            self.revoke(self._number)

    def note_head(self, frame: int) -> None:
        """Remember the head, without waiting for the disk. Raises StorageError."""
        self._file.append(encode(Head(frame)), sync=False)

    @property
    def large(self) -> bool:
        """Whether it is time to compact."""
        return self._file.size > COMPACT_BYTES

    def compact(self, programme: Programme, frame: int) -> None:
        """Begin anew with ``programme``. Raises StorageError: then the old journal stands as it was."""
        start = Start(self.sample_rate, frame, programme.clips, programme.marks)
        replace_file(self.path, encode(start))
        self._file.close()
        self._file = AppendFile(self.path)

    def close(self) -> None:
        self._file.close()


def encode(entry: Entry) -> bytes:
    """One line."""
    content = msgspec.json.encode(entry)
    return msgspec.json.encode(Line(zlib.crc32(content), msgspec.Raw(content))) + b"\n"


def decode(line: bytes) -> Entry | None:
    """None for a line that is not as it was written."""
    try:
        found = msgspec.json.decode(line, type=Line)
        if zlib.crc32(found.entry) != found.check:
            return None
        return msgspec.json.decode(found.entry, type=Entry)
    except msgspec.MsgspecError:
        return None


def replayed(content: bytes, sample_rate: int) -> Replay:
    """The programme that the lines of ``content`` leave."""
    entries = [decode(line) for line in content.split(b"\n") if line]
    whole = [entry for entry in entries if entry is not None]
    replay = Replay(Programme(), damaged=len(entries) - len(whole))
    replay.last = "torn" if entries and entries[-1] is None else "whole"
    revoked = {entry.number for entry in whole if isinstance(entry, Revoked)}
    for entry in whole:
        apply(replay, entry, revoked, sample_rate)
    return replay


def apply(replay: Replay, entry: Entry, revoked: set[int], sample_rate: int) -> None:
    """What ``entry`` changes in what is known."""
    if isinstance(entry, Start):
        begin(replay, entry, sample_rate)
    elif isinstance(entry, Spliced):
        replay.number = max(replay.number, entry.number)
        if entry.number not in revoked:
            splice(replay, entry.splice)
    elif isinstance(entry, Head):
        replay.frame = max(replay.frame, entry.frame)


def begin(replay: Replay, start: Start, sample_rate: int) -> None:
    if start.sample_rate != sample_rate:
        raise UsageError(
            f"this station's folder was played at {start.sample_rate} Hz: "
            f"set sample_rate back from {sample_rate}, or use another --data"
        )
    replay.programme = Programme(clips=list(start.clips), marks=list(start.marks))
    replay.frame = max(replay.frame, start.frame)


def splice(replay: Replay, change: Splice) -> None:
    try:
        replay.programme.splice(change, change.at)
    except ProgrammeError:  # a damaged line before it left what it can't join
        replay.damaged += 1
