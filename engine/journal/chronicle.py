"""Notes what really went out: marks that the head passed, the ladder's steps, what was late."""

from msgspec import Struct

from engine.journal.aired import Aired, Record
from engine.programme.programme import Programme

CALM = 10  # looks in a row that find nothing late, after which it is over: ten seconds


class Counts(Struct, frozen=True):
    """What the render loop has counted so far: late blocks, late clips' frames, frames given up by the
    clock."""

    blocks: int = 0
    frames: int = 0
    given_up: int = 0


class Chronicle:
    """Makes the records; logic alone, the caller has them written. ``head``: where the engine begins."""

    def __init__(self, aired: Aired, head: int) -> None:
        self.aired = aired
        self._from = aired.marks_until() if aired.recent else 0
        self._seen = self._told = Counts()
        self._calm = CALM
        self.start = aired.record("start", head)

    def passed(self, programme: Programme, head: int) -> list[Record]:
        """The records of the marks that the head has passed since it was asked last, or since the last one on
        record."""
        marks = [mark for mark in programme.marks if self._from <= mark.at < head and not self.aired.noted(mark)]
        self._from = max(self._from, head)
        return [self.aired.mark(mark) for mark in marks]

    def late(self, counts: Counts, head: int, *, leaving: bool = False) -> list[Record]:
        """A record when blocks or frames begin to be late, and one of the rest when that is over, or the engine is
        ``leaving``; one of frames given up."""
        seen, self._seen = self._seen, counts
        more = counts.blocks > seen.blocks or counts.frames > seen.frames
        begins, self._calm = more and self._calm >= CALM, 0 if more else self._calm + 1
        records = []
        if begins or leaving or self._calm == CALM:
            records += self._rest(counts, head, "" if begins else "; over")
        if counts.given_up > seen.given_up:
            records.append(self.aired.record("anchored", head, count=counts.given_up - seen.given_up))
        return records

    def _rest(self, counts: Counts, head: int, end: str) -> list[Record]:
        """What was late and has not been told yet."""
        told, self._told = self._told, counts
        blocks, frames = counts.blocks - told.blocks, counts.frames - told.frames
        if not blocks and not frames:
            return []
        why = f"blocks behind the clock; {frames} frames of clips without their PCM{end}"
        return [self.aired.record("late", head, count=blocks, why=why)]
