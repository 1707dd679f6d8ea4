"""Where in a seam the bass changes hands: on a phrase boundary of the tracks, in the middle half of the seam."""

from planner.transitions.option import Option
from planner.transitions.pair import Pair

#: A boundary of both tracks counts more than one of the incoming track, whose phrase the ear follows from there on.
BOTH, INCOMING, OUTGOING, FOUR_BARS = 3.0, 2.0, 1.5, 1.0


def swap_beat(option: Option, pair: Pair) -> int:
    """The beat of the seam (0 is its first) on which the swap lies; a downbeat of the outgoing track."""
    bar = pair.a.grid.beats_per_bar
    beats = option.bars * bar
    ours = {b - option.leave.beat for b in pair.a.phrase_starts}
    theirs = {(b - option.enter.beat) / pair.multiple for b in pair.b.phrase_starts}
    inner = [n for n in range(bar, beats, bar) if beats / 4 <= n <= beats * 3 / 4] or [beats // 2]
    return max(inner, key=lambda n: _merit(n, n in ours, n in theirs, 4 * bar) - abs(n / beats - 0.5))


def _merit(beat: int, ours: bool, theirs: bool, four_bars: int) -> float:
    if ours and theirs:
        return BOTH
    if theirs:
        return INCOMING
    if ours:
        return OUTGOING
    return FOUR_BARS if beat % four_bars == 0 else 0.0
