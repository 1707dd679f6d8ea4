"""The floor under every model: what may follow what. It vetoes with reasons, and never vetoes everything."""

from collections.abc import Collection, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.choosing import artists, daypart
from planner.choosing.columns import Columns
from planner.choosing.history import NEVER, Gaps, gaps
from planner.choosing.occasion import Occasion
from planner.choosing.veto import Rule, Veto

LOGGED = 40  # vetoes of one rule that are spelled out; all are counted
_TOO_CLOSE = 0.5  # of the greatest distance there is: what a library too small for separation still keeps

Mask = NDArray[np.bool_]


class Block(Struct, frozen=True, kw_only=True):
    """What is not to be played from minute ``start`` to ``end`` of the local day (always, if equal): a name
    on an artist line, a title, or that title by that artist."""

    artist: str = ""
    title: str = ""
    start: int = 0
    end: int = 0


class Rules(Struct, frozen=True, kw_only=True):
    """``artist_minutes`` and ``title_minutes``: separation. ``shortest_seconds``: below this there is no room
    for two transitions. ``tolerance``: BPM by normalised genre, over the specification's."""

    artist_minutes: float = 120.0
    title_minutes: float = 120.0
    shortest_seconds: float = 45.0
    tolerance: dict[str, float] = {}
    blocks: tuple[Block, ...] = ()


class Ruling(Struct, frozen=True):
    """``allowed`` (n,): what may be chosen, at least one track of a library that has any, except that what is
    nominated already never is. ``vetoes``: the
    hard ones in words, up to LOGGED a rule; ``counts``: all of them by rule. ``relaxed``: which rules had to
    give way, why."""

    allowed: Mask
    gaps: Gaps
    vetoes: list[Veto]
    counts: dict[str, int]
    relaxed: list[str]


def judge(occasion: Occasion, library: Columns, rules: Rules) -> Ruling:
    """What of ``library`` may be played on this occasion."""
    apart = gaps(library, occasion.history, occasion.at)
    against = _absolute(occasion, library, rules)
    against["title separation"] = apart.title < rules.title_minutes
    against["artist separation"] = apart.artist < rules.artist_minutes
    allowed, relaxed = _settle(against, apart, rules, occasion.wanted + len(occasion.without))
    against["nominated"] = _marked(library, occasion.without)
    allowed &= ~against["nominated"]
    hits = {rule: mask & ~allowed for rule, mask in against.items()}
    vetoes = [veto for rule, mask in hits.items() for veto in _words(rule, mask, library, apart, rules)]
    counts: dict[str, int] = {rule: int(mask.sum()) for rule, mask in hits.items() if mask.any()}
    return Ruling(allowed, apart, vetoes, counts, relaxed)


def _absolute(occasion: Occasion, library: Columns, rules: Rules) -> dict[Rule, Mask]:
    """The vetoes that need no history, the last to give way first."""
    return {
        "block list": _blocked(library, rules.blocks, occasion.minute),
        "too short": library.duration < rules.shortest_seconds,
        "same track": _marked(library, [occasion.now.id] if occasion.now else []),
    }


def _settle(against: dict[Rule, Mask], apart: Gaps, rules: Rules, wanted: int) -> tuple[Mask, list[str]]:
    """Rules give way one after the other until something is left: separation by artist, by title, then the
    rest."""
    free = ~np.logical_or.reduce(list(against.values()))
    if free.any() or not len(free):
        return free, []
    floor = ~np.logical_or.reduce([mask for rule, mask in against.items() if not rule.endswith("separation")])
    apart_by_title = floor & ~against["title separation"]
    if apart_by_title.any():
        far, gap = furthest(apart.artist, apart_by_title, wanted)
        return far, [f"no artist has rested for {rules.artist_minutes:g} min: those of {gap:.0f} min ago or more"]
    if floor.any():
        far, gap = furthest(apart.title, floor, wanted)
        return far, [f"all was played within {rules.title_minutes:g} min: what was {gap:.0f} min ago or more"]
    return _last_resort(against)


def _last_resort(against: dict[Rule, Mask]) -> tuple[Mask, list[str]]:
    for rule in ("same track", "too short", "block list"):
        against = {other: mask for other, mask in against.items() if other != rule}
        rest = [mask for other, mask in against.items() if not other.endswith("separation")]
        left = ~np.logical_or.reduce(rest) if rest else np.ones_like(against["title separation"])
        if left.any():
            return left, [f'nothing else is left to play: the rule "{rule}" gives way']
    raise AssertionError("a library with tracks has something left when every rule has given way")


def furthest(gap: NDArray[np.float64], among: Mask, wanted: int) -> tuple[Mask, float]:
    """Least recently played first: the ``wanted`` tracks of ``among`` with the greatest gaps and all that tie
    with them, but none closer than half the greatest; and the smallest gap taken, in minutes."""
    best = np.sort(gap[among])[::-1]
    least = max(best[min(wanted, len(best)) - 1], _TOO_CLOSE * best[0])
    return among & (gap >= least), float(least)


def _blocked(library: Columns, blocks: Sequence[Block], minute: float) -> Mask:
    found = np.zeros(len(library), bool)
    for block in blocks:
        if not daypart.within(minute, block.start, block.end):
            continue
        hit = np.full(len(library), bool(block.artist or block.title))
        if block.artist:
            hit &= _at(library, [library.rows_by(name) for name in artists.names(block.artist)])
        if block.title:
            hit &= _at(library, [library.rows_called(artists.title_key(block.title))])
        found |= hit
    return found


def _marked(library: Columns, ids: Collection[str]) -> Mask:
    return _at(library, [library.rows_of(track) for track in ids])


def _at(library: Columns, rows: Sequence[NDArray[np.int64]]) -> Mask:
    found = np.zeros(len(library), bool)
    for some in rows:
        found[some] = True
    return found


def _words(rule: Rule, mask: Mask, library: Columns, apart: Gaps, rules: Rules) -> list[Veto]:
    rows = np.flatnonzero(mask)[:LOGGED]
    return [Veto(library.tracks[row].id, rule, _reason(rule, row, library, apart, rules), True) for row in rows]


def _reason(rule: Rule, row: int, library: Columns, apart: Gaps, rules: Rules) -> str:
    if rule == "title separation":
        return f"its title was played {_ago(apart.title[row])}, wanted {rules.title_minutes:g} min"
    if rule == "artist separation":
        return f"an artist of it was played {_ago(apart.artist[row])}, wanted {rules.artist_minutes:g} min"
    if rule == "too short":
        return f"{library.duration[row]:.0f} s long, {rules.shortest_seconds:g} s are needed for two transitions"
    reasons = {
        "block list": "the block list names it at this time of day",
        "same track": "it is the one on air",
        "nominated": "it is nominated already",
    }
    return reasons[rule]


def _ago(minutes: float) -> str:
    return "never" if minutes == NEVER else f"{minutes:.0f} min ago"
