"""Two tracks side by side: what their analyses say about mixing them, found once."""

import numpy as np

from planner.catalogue.analysis import Key
from planner.catalogue.track import Track
from planner.choosing import camelot, tempo
from planner.transitions.side import Side

#: Below this a pair's harmonies may not sound together for long (specification, Key).
CLASH = 40.0
THREE_TO_TWO = (3 / 2, 2 / 3)
MULTIPLES = (1.0, 2.0, 1 / 2, *THREE_TO_TWO)


class Pair:
    """``multiple``: beats of ``b`` in a beat of the set (2, 3/2, 1, 2/3, 1/2). ``stretch``: how far b's tempo then is
    from a's, 0.03 is 3 %. ``harmony``: 0..100. ``unmatched``: why the beats can't run together, empty when they can."""

    def __init__(self, a: Track, b: Track, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        self.a, self.b = Side(a, sample_rate), Side(b, sample_rate)
        ratio, self.multiple = _fold(a.analysis.bpm, b.analysis.bpm)
        self.stretch = abs(ratio - 1.0)
        self.harmony = _harmony(a.analysis.key, b.analysis.key)
        self.unmatched = self._why_unmatched()

    def _why_unmatched(self) -> str:
        for side, word in ((self.a, "outgoing"), (self.b, "incoming")):
            if not side.analysis.trusted:
                return f"the {word} track's beat grid is not to be trusted"
        if self.stretch > tempo.MOST_STRETCH:
            return f"{self.stretch:.0%} of stretch would be audible"
        if self.a.grid.beats_per_bar != self.b.grid.beats_per_bar:
            return "their bars have different numbers of beats"
        return ""


def _fold(a: float, b: float) -> tuple[float, float]:
    """Folded ratio and multiple; the multiple as the exact fraction, since the beats are counted by it."""
    if not (a > 0 and b > 0):
        return float("inf"), 1.0
    near = tempo.fold(a, b)[1]
    multiple = min(MULTIPLES, key=lambda each: abs(each - near))
    return b / a / multiple, multiple


def _harmony(a: Key, b: Key) -> float:
    others = np.array([camelot.index_of(b.camelot)])
    trust = np.array([b.confidence], np.float32)
    return float(camelot.weighed(camelot.index_of(a.camelot), others, a.confidence, trust)[0])
