"""What speaks against a way to join two tracks, cheaply, no sound being looked at: penalties, each with its reason.

A penalty of 0.7 halves an option's worth. Limits are the specification's; the weights between them are ours, set so
that what the specification calls "never" loses against any option that avoids it.
"""

import math
from collections.abc import Iterator

from planner.transitions import length
from planner.transitions.option import Option
from planner.transitions.pair import CLASH, THREE_TO_TWO, Pair
from planner.transitions.spans import overlap, shifted, within
from planner.transitions.taste import Taste

#: Seconds of a voice that are worth carrying over: two lines of a verse.
CARRIED = 6.0

Penalty = tuple[float, str]

#: Harmony that clashes may sound together for so many bars: short of a phrase.
CLASH_BARS = 4
#: The swap lies inside the seam, and a phrase has four bars at least.
SHORTEST_WITH_A_SWAP = 8


def worth(option: Option, pair: Pair, taste: Taste) -> float:
    """0..about 1, more is better: the recipe's prior, the taste for it, and what speaks against the option."""
    against = sum(amount for amount, _ in penalties(option, pair, taste))
    return option.recipe.prior * taste.likes(option.recipe.name) * math.exp(-against)


def penalties(option: Option, pair: Pair, taste: Taste) -> Iterator[Penalty]:
    """What speaks against the option, each with the reason in words ("" for what goes without saying)."""
    yield from _skipping(option, pair)
    yield from _phrasing(option)
    if option.overlapping:
        yield from _voices(option, pair)
        yield from _carrying(option, pair)
        yield from _harmony(option, pair, taste)
    if option.matched:
        yield from _stretching(pair)
        yield from _lasting(option, pair, taste)


def voices_together(option: Option, pair: Pair) -> float:
    """Seconds for which both tracks' voices sound in the seam, as if it ran at the outgoing track's tempo."""
    rate = pair.sample_rate
    start, end = (frame / rate for frame in option.span_a)
    begin, stop = (frame / rate for frame in option.span_b)
    one = shifted(within(pair.a.analysis.vocals, start, end), -start)
    other = shifted(within(pair.b.analysis.vocals, begin, stop), -begin)
    scale = (end - start) / max(stop - begin, 1e-9)
    return overlap(one, [(first * scale, last * scale) for first, last in other])


def _voices(option: Option, pair: Pair) -> Iterator[Penalty]:
    seconds = voices_together(option, pair)
    if seconds > 0.1:
        yield option.recipe.voices * min(2.5, 0.6 * seconds), f"two voices for {seconds:.1f} s"


def _carrying(option: Option, pair: Pair) -> Iterator[Penalty]:
    """A voice that is to be carried over must be there, from the middle on, and the other track must have none."""
    if not option.recipe.carries:
        return
    rate = pair.sample_rate
    start, end = (frame / rate for frame in option.span_a)
    begin, stop = (frame / rate for frame in option.span_b)
    carried = sum(last - first for first, last in within(pair.a.analysis.vocals, (start + end) / 2, end))
    met = sum(last - first for first, last in within(pair.b.analysis.vocals, begin, stop))
    if carried < CARRIED:
        yield 3.0, f"only {carried:.0f} s of a voice to carry over"
    if met > 0.1:
        yield min(2.5, 0.6 * met), f"a voice is there already for {met:.1f} s"


def _harmony(option: Option, pair: Pair, taste: Taste) -> Iterator[Penalty]:
    weight = taste.harmonic_weight / Taste().harmonic_weight
    yield weight * option.recipe.harmony * 0.5 * (1.0 - pair.harmony / 100.0), ""
    if pair.harmony < CLASH and option.bars > CLASH_BARS:
        yield 1.5 * option.recipe.harmony, f"keys clash ({pair.harmony:.0f} of 100) for {option.bars} bars"


def _stretching(pair: Pair) -> Iterator[Penalty]:
    yield 3.0 * pair.stretch, ""
    if pair.stretch > 0.06:
        yield 30.0 * (pair.stretch - 0.06), f"{pair.stretch:.1%} of stretch"
    if pair.multiple in THREE_TO_TWO:
        yield 1.5, "three beats against two"
    elif pair.multiple != 1.0:
        yield 0.2, "half time against double time"


def _lasting(option: Option, pair: Pair, taste: Taste) -> Iterator[Penalty]:
    bar = (option.span_a[1] - option.span_a[0]) / option.bars / pair.sample_rate
    target = taste.length * length.target_seconds(pair, option.leave.section, option.enter.section) / bar
    longest = max(4.0, length.most_seconds(pair) / bar)
    wanted = min(max(target, length.FEWEST_BARS), length.MOST_BARS, longest)
    yield 0.35 * abs(math.log2(option.bars / wanted)), ""
    yield 0.0 if option.bars % 8 == 0 else 0.1, ""
    if option.bars < SHORTEST_WITH_A_SWAP:
        yield 0.8, "too short for the bass to swap on a phrase"
    for bars, point, word in (
        (option.bars, option.leave, "leaves"),
        (option.bars * pair.multiple, option.enter, "enters"),
    ):
        if 0 < point.bars < bars:
            yield 0.2 * math.log2(bars / point.bars), f"it {word} where only {point.bars} bars fit"


def _skipping(option: Option, pair: Pair) -> Iterator[Penalty]:
    tail = pair.a.analysis.duration - option.span_a[1] / pair.sample_rate
    head = option.span_b[0] / pair.sample_rate
    yield 0.004 * tail, f"{tail:.0f} s of the outgoing track stay unheard" if tail > 60 else ""
    bar = pair.a.grid.bar_frames(option.leave.beat)
    if not option.overlapping and pair.a.faded(option.span_a[1] - bar, option.span_a[1]):
        yield 0.8, "the outgoing track has all but ended by then"
    yield 0.006 * head, f"the first {head:.0f} s of the incoming track stay unheard" if head > 30 else ""


def _phrasing(option: Option) -> Iterator[Penalty]:
    for point, word in ((option.leave, "leaves"), (option.enter, "enters")):
        if not point.phrase:
            yield 0.4, f"it {word} off the phrase"
