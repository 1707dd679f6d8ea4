"""The journal: every splice, on the disk before it is acknowledged, so that a restart knows the programme; and what a
hand did, right behind.

JSON lines, each with the checksum of its content. The first is the programme as it was when the file was last
compacted; what follows are splices, the ones that were refused after all ("revoked"), a hand's touches, and now and
then the head, for the case that the ring is lost with the machine's memory. Journals from before are kept, the newest
KEPT of them: together they are the log by which a set can be played again."""

import contextlib
import re
import zlib
from collections import deque
from pathlib import Path
from typing import Literal

import msgspec
from msgspec import Struct, field

from engine.errors import ProgrammeError, StorageError, UsageError
from engine.journal.append import AppendFile, also_at, replace_file
from engine.programme.beats import Beats
from engine.programme.clip import Clip
from engine.programme.overrides import Overrides
from engine.programme.programme import Mark, Programme, Splice
from engine.programme.touch import Touch

COMPACT_BYTES = 8_000_000  # replayed in about a tenth of a second
KEPT = 24  # journals from before: 200 MB, about ten days
REVOCABLE = 8  # splices that are on the disk or on their way there and not played yet; a hand's may come in between
MOST_OWED = 100_000  # entries that wait for a disk: 20 MB, a quarter of an hour of both hands
REMEMBERED = 256  # splices that are known when they are sent again: the planner has a few under way
ARCHIVED = re.compile(r"programme-(\d+)\.jsonl")


class Start(Struct, frozen=True, tag="programme"):
    """The whole programme at some frame, the rung ``below`` it, its ``phrases`` and ``beats``, the names of the last
    splices (``known``), and what a hand did to it."""

    sample_rate: int
    frame: int
    clips: list[Clip]
    marks: list[Mark]
    known: list[str] = []
    below: list[Clip] = []
    phrases: list[int] = []
    beats: list[Beats] = []
    overrides: Overrides = field(default_factory=Overrides)


class Spliced(Struct, frozen=True, tag="splice"):
    """A splice, by its running number."""

    number: int
    splice: Splice


class Revoked(Struct, frozen=True, tag="revoked"):
    """The splice of this number never sounded: it was on the disk too late."""

    number: int


class Touched(Struct, frozen=True, tag="touch"):
    """A hand did this."""

    touch: Touch


class Head(Struct, frozen=True, tag="head"):
    """The head was here."""

    frame: int


Entry = Start | Spliced | Revoked | Touched | Head


class Line(Struct, frozen=True):
    """``check``: CRC-32 of ``entry`` as it stands in the file."""

    check: int
    entry: msgspec.Raw


class Replay(Struct):
    """What a journal says. ``damaged``: lines that were torn or changed, and are left out. ``known``: the names of the
    last splices."""

    programme: Programme
    overrides: Overrides = field(default_factory=Overrides)
    frame: int = 0
    damaged: int = 0
    number: int = 0
    known: list[str] = []
    last: Literal["whole", "torn"] = "whole"


class Journal:
    """The journal in a folder, for one sample rate. A folder that can't be written now is asked again with every
    entry; what the sound did not wait for (:meth:`owe`) is written as soon as it can."""

    def __init__(self, folder: Path, sample_rate: int) -> None:
        self.path = folder / "programme.jsonl"
        self.sample_rate = sample_rate
        self._file = AppendFile(self.path)
        self._newest: deque[tuple[int, Splice]] = deque(maxlen=REVOCABLE)  # on the disk, or owed to it
        self._number = 0
        self._owed: list[Entry] = []

    def replay(self) -> Replay:
        """What was on air. Raises UsageError when it was at another sample rate, StorageError when it is there and
        can't be read."""
        replay = replayed(read(self.path), self.sample_rate)
        self._number = replay.number
        return replay

    def append(self, splice: Splice) -> int:
        """Keep ``splice``; it is on the disk when this returns its number. Raises StorageError: then it is
        not kept."""
        number = self._number + 1
        self._write(Spliced(number, splice))
        self._given(number, splice)
        return number

    def _given(self, number: int, splice: Splice) -> None:
        self._number = number
        self._newest.append((number, splice))

    def keep(self, splice: Splice) -> None:
        """The same for one that is played in any case. Raises StorageError: then the disk has it later."""
        try:
            self.append(splice)
        except StorageError:
            self._given(self._number + 1, splice)
            self._owed.append(Spliced(self._number, splice))
            raise

    def touch(self, touches: list[Touch]) -> None:
        """Keep what a hand did. Raises StorageError: then the disk has it later, as long as it is not too much."""
        entries = [Touched(touch) for touch in touches]
        try:
            self._write(*entries)
        except StorageError:
            self._owed += entries[: max(0, MOST_OWED - len(self._owed))]
            raise

    def revoke(self, number: int) -> None:
        """The splice of that number was refused after all. Raises StorageError: then the disk has it later."""
        self._owed.append(Revoked(number))
        self.settle()

    def revoke_newest(self, splice: Splice) -> None:
        """Revoke ``splice`` if it is among the last ones. Raises StorageError as :meth:`revoke` does."""
        for number, one in list(self._newest):
            if one is splice:
                self._newest.remove((number, one))
                self.revoke(number)

    def note_head(self, frame: int) -> None:
        """Remember the head, without waiting for the disk. Raises StorageError."""
        self.settle()
        self._file.append(encode(Head(frame)), sync=False)

    def settle(self) -> None:
        """Write what is owed. Raises StorageError."""
        if self._owed:
            self._write()

    def _write(self, *entries: Entry) -> None:
        self._file.append(b"".join(map(encode, [*self._owed, *entries])))
        self._owed = []

    @property
    def large(self) -> bool:
        """Whether it is time to compact."""
        return self._file.size > COMPACT_BYTES

    @property
    def worn(self) -> bool:
        """The same, or somebody deleted or cut it: asks the disk."""
        self._file.look()
        return self.large or self._file.harmed

    def compact(self, programme: Programme, frame: int, known: list[str], overrides: Overrides | None = None) -> None:
        """Begin anew with ``programme`` and ``overrides``; the old journal stays beside it. Raises StorageError: then
        it stands as it was."""
        p = programme
        names, touched = known[-REMEMBERED:], overrides or Overrides()
        start = Start(self.sample_rate, frame, p.clips, p.marks, names, p.below, p.phrases, p.beats, touched)
        before = self.path.with_name(f"programme-{frame}.jsonl")
        try:
            with contextlib.suppress(FileNotFoundError, FileExistsError):
                also_at(self.path, before)
            replace_file(self.path, encode(start))
        except (OSError, StorageError) as error:
            with contextlib.suppress(OSError):  # on a disk that is read-only by now even this fails
                before.unlink(missing_ok=True)
            raise StorageError(f"can't begin the journal {self.path} anew ({error}): free some space") from error
        self._file.close()
        self._file = AppendFile(self.path)
        self._owed = []  # ``programme`` has what it says
        forget(self.path.parent)

    def close(self) -> None:
        self._file.close()


def forget(folder: Path) -> None:
    """Delete the oldest journals from before; what the disk refuses is deleted the next time."""
    with contextlib.suppress(OSError):
        for old in archived(folder)[:-KEPT]:
            old.unlink(missing_ok=True)


def archived(folder: Path) -> list[Path]:
    """The journals from before in ``folder``, oldest first. Raises OSError."""
    found = [(int(match[1]), path) for path in folder.iterdir() if (match := ARCHIVED.fullmatch(path.name))]
    return [path for _, path in sorted(found)]


def read(path: Path) -> bytes:
    """A journal's content, nothing when it is not there. Raises StorageError."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise StorageError(f"can't read the journal {path} ({error.strerror}): move it away to begin anew") from error


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
    played, damaged, last = entries(content)
    replay = Replay(Programme(), damaged=damaged, last=last)
    for entry in played:
        apply(replay, entry, sample_rate)
    return replay


def entries(content: bytes) -> tuple[list[Entry], int, Literal["whole", "torn"]]:
    """The entries of one journal less the splices that were revoked, how many lines are damaged, and whether the last
    one is."""
    lines = [decode(line) for line in content.split(b"\n") if line]
    whole = [entry for entry in lines if entry is not None]
    revoked = {entry.number for entry in whole if isinstance(entry, Revoked)}
    played = [entry for entry in whole if not (isinstance(entry, Spliced) and entry.number in revoked)]
    return played, len(lines) - len(whole), "torn" if lines and lines[-1] is None else "whole"


def apply(replay: Replay, entry: Entry, sample_rate: int) -> None:
    """What ``entry`` changes in what is known."""
    if isinstance(entry, Start):
        begin(replay, entry, sample_rate)
    elif isinstance(entry, Spliced):
        replay.number = max(replay.number, entry.number)
        splice(replay, entry.splice)
        replay.known += filter(None, [entry.splice.name])
    elif isinstance(entry, Revoked):
        replay.number = max(replay.number, entry.number)  # a number is never given twice
    elif isinstance(entry, Touched):
        replay.overrides.add(entry.touch)
    elif isinstance(entry, Head):
        replay.frame = max(replay.frame, entry.frame)


def begin(replay: Replay, start: Start, sample_rate: int) -> None:
    if start.sample_rate != sample_rate:
        raise UsageError(
            f"this station's folder was played at {start.sample_rate} Hz: "
            f"set sample_rate back from {sample_rate}, or use another --data"
        )
    replay.programme = Programme(start.clips, start.marks, start.below, start.phrases, start.beats).copy()
    replay.overrides = start.overrides.copy()
    replay.known = list(start.known)
    replay.frame = max(replay.frame, start.frame)


def splice(replay: Replay, change: Splice) -> None:
    try:
        replay.programme.splice(change, change.at)
    except ProgrammeError:  # a damaged line before it left what it can't join
        replay.damaged += 1
