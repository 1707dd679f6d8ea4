"""How far a mount is on its tape."""

from bisect import bisect
from collections.abc import Callable
from typing import NamedTuple

from engine.outputs.tape import Tape

AT_ONCE = 65_536  # bytes of a part, about
BLOCK = 1_400  # bytes that Icecast passes on at once: those of a block that is not full go with its source


class Part(NamedTuple):
    """Whole units up to byte ``end`` of the stream, all with one title; ``frame``: the programme frame of the first,
    None while it is the ident's."""

    data: bytes
    end: int
    frame: int | None


class Cursor:
    """On ``tape``; where nothing is known it begins ``burst`` units before the newest, and goes on a ``block`` of bytes
    before the last one. ``known``: the programme frame that comes next, None where nothing of the programme was
    sent."""

    def __init__(self, tape: Tape, burst: int, block: int = BLOCK) -> None:
        self.known: int | None = None
        self._tape = tape
        self._burst = burst
        self._block = block
        self._offset: int | None = None

    def begin(self) -> int:
        """A connection begins; how many programme frames are left out."""
        tape = self._tape
        known = self._offset if self._offset is not None else self._start_of(self.known)
        if known is None or known < tape.start_of(tape.first):
            return self._jump()
        self._offset = tape.start_of(tape.number_at(max(tape.start_of(tape.first), known - self._block)))
        return 0

    def _start_of(self, frame: int | None) -> int | None:
        """The byte that programme frame ``frame`` begins with, if that is on the tape or comes next."""
        if frame is None:
            return None
        if frame == self._tape.next_frame:
            return self._tape.end
        number = self._tape.number_of(frame)
        return None if number is None else self._tape.start_of(number)

    def keep_up(self) -> int:
        """Jump to the burst where the tape has forgotten what comes next; how many programme frames that leaves out."""
        assert self._offset is not None
        if self._offset >= self._tape.start_of(self._tape.first):
            return 0
        return self._jump()

    def _jump(self) -> int:
        """To the burst; how many programme frames that leaves out."""
        tape = self._tape
        number = max(tape.first, tape.next - self._burst)
        self._offset = tape.start_of(number)
        frame = tape.frame_of(number)
        return 0 if frame is None or self.known is None else max(0, frame - self.known)

    def part(self, title: Callable[[int | None], str] | None) -> Part | None:
        """What to send next, up to where the ``title`` changes, if that matters; None when there is nothing."""
        tape, offset = self._tape, self._offset
        assert offset is not None
        if offset >= tape.end:
            return None
        first, frame = tape.number_at(offset), tape.frame_of(tape.number_at(offset))
        last = min(tape.next, max(first + 1, tape.number_at(offset + AT_ONCE)))
        if title is not None and (title(tape.frame_of(last - 1)) != (now := title(frame))):
            units = range(first, last)
            last = first + bisect(units, False, key=lambda unit: title(tape.frame_of(unit)) != now)
        end = tape.start_of(last)
        return Part(bytes(tape.view(offset, end)), end, frame)

    def passed(self, part: Part) -> int | None:
        """``part`` is sent; the programme frame behind it, None where that is the ident."""
        self._offset = part.end
        frame = self._tape.frame_of(self._tape.number_at(part.end - 1))
        if frame is not None:
            self.known = frame + self._tape.unit
        return self.known

    def back(self, count: int) -> None:
        """The last ``count`` bytes did not arrive: the unit of the first comes next."""
        tape, offset = self._tape, self._offset
        if offset is None or not count:
            return
        begin = max(tape.start_of(tape.first), offset - count)
        number = tape.number_at(begin)
        self._offset = tape.start_of(number)
        if (frame := tape.frame_of(number)) is not None:
            self.known = frame
