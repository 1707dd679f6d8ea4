"""The audit: what the head passed, against what the playlog holds of it. Exactly once, in order."""

from collections import deque
from itertools import pairwise

from engine.programme.programme import Mark
from planner.playlog import Playlog

MARKS = ("track", "transition", "ident")

Place = tuple[int, str, str]


class Audit:
    """Compares as it goes, so that it holds no more than the playlog is behind."""

    def __init__(self, playlog: Playlog) -> None:
        self._playlog = playlog
        self._expected: deque[Place] = deque()
        self._seq = 0
        self.passed = 0
        self.transitions = 0  # of the marks passed
        self.logged = 0
        self.missing = 0
        self.repeated = 0  # or never passed
        self.late_blocks = self.late_frames = 0  # as the records say

    def mark(self, marks: list[Mark], start: int, end: int) -> None:
        """The head went from ``start`` to ``end`` while the programme had ``marks``."""
        here = [(mark.at, mark.kind, mark.track) for mark in marks if start <= mark.at < end]
        self._expected.extend(here)
        self.passed += len(here)
        self.transitions += sum(kind == "transition" for _, kind, _ in here)

    def compare(self) -> None:
        """Take in what the playlog has by now."""
        while facts := self._playlog.facts(after=self._seq):
            for fact in facts:
                if fact.kind in MARKS:
                    self._logged((fact.frame, fact.kind, fact.track))
                elif fact.kind == "late":
                    self.late_blocks += fact.count
                    self.late_frames += frames_of(fact.why)
            self._seq = facts[-1].seq

    def _logged(self, place: Place) -> None:
        self.logged += 1
        if place not in self._expected:
            self.repeated += 1
            return
        while self._expected.popleft() != place:
            self.missing += 1

    def finish(self) -> None:
        """Nothing more comes: what is still expected is missing."""
        self.compare()
        self.missing += len(self._expected)


def frames_of(why: str) -> int:
    """The frames that a record of what was late speaks of."""
    words = why.split()
    return next((int(word) for word, unit in pairwise(words) if unit == "frames"), 0)
