"""Notes what really went out: marks that the head passed, the ladder's steps, what was late."""

from msgspec import Struct

from engine.aired import Aired, Record
from engine.programme import Programme


class Counts(Struct, frozen=True):
    """What the render loop has counted so far: late blocks, late clips' frames, frames given up by the
    clock."""

    blocks: int = 0
    frames: int = 0
    given_up: int = 0


class Chronicle:
    """Makes the records; logic alone, the caller has them written. ``head``: where the engine begins."""

    def __init__(self, aired: Aired, head: int) -> None:
        self._aired = aired
        self._from = aired.marks_until() if aired.recent else 0
        self._counts = Counts()
        self.start = aired.record("start", head)

    def passed(self, programme: Programme, head: int) -> list[Record]:
        """The records of the marks that the head has passed since it was asked last, or since the last one on
        record."""
        marks = [mark for mark in programme.marks if self._from <= mark.at < head and not self._aired.noted(mark)]
        self._from = max(self._from, head)
        return [self._aired.mark(mark) for mark in marks]

    def late(self, counts: Counts, head: int) -> list[Record]:
        """One record of what was late since it was asked last, and one of frames given up."""
        before, self._counts = self._counts, counts
        records = []
        if counts.blocks > before.blocks or counts.frames > before.frames:
            why = f"blocks behind the clock; {counts.frames - before.frames} frames of clips without their PCM"
            records.append(self._aired.record("late", head, count=counts.blocks - before.blocks, why=why))
        if counts.given_up > before.given_up:
            records.append(self._aired.record("anchored", head, count=counts.given_up - before.given_up))
        return records
