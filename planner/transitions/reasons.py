"""Why a transition is as it is, in words for the log and the page."""

from planner.choosing import camelot
from planner.transitions.cost import penalties
from planner.transitions.option import Option
from planner.transitions.pair import Pair
from planner.transitions.taste import Taste


def reasons(option: Option, pair: Pair, taste: Taste) -> tuple[str, ...]:
    """What was decided and why, then what speaks against it."""
    words = [
        f"{option.recipe.title} over {option.bars} bars",
        f"out at {option.leave.frame / pair.sample_rate:.1f} s: {option.leave.reason}",
        f"in at {option.enter.frame / pair.sample_rate:.1f} s: {option.enter.reason}",
    ]
    if option.matched:
        words.append(_tempo(pair))
        words.append(_keys(pair))
    elif pair.unmatched:
        words.append(f"no beats together: {pair.unmatched}")
    against = sorted(penalties(option, pair, taste), reverse=True)
    return (*words, *(f"but {reason}" for _, reason in against if reason))


def _tempo(pair: Pair) -> str:
    one, other = pair.a.analysis.bpm, pair.b.analysis.bpm
    times = "" if pair.multiple == 1.0 else f", counted {pair.multiple:.3g} to one"
    return f"{one:.1f} to {other:.1f} BPM, {pair.stretch:.1%} of stretch{times}"


def _keys(pair: Pair) -> str:
    one, other = pair.a.analysis.key.camelot, pair.b.analysis.key.camelot
    kind = camelot.kind(camelot.index_of(one), camelot.index_of(other))
    return f"{one} to {other}: {kind}, {camelot.verdict(pair.harmony)}" if kind != "unknown" else "a key is not known"
