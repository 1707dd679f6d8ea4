"""Which pairs are mixed: drawn by a seed, as many of each class as can be had."""

from collections.abc import Callable
from itertools import permutations, zip_longest

import numpy as np
from msgspec import Struct

from benchmarks.seams.library import RATE
from benchmarks.seams.piece import Piece
from planner.choosing import tempo
from planner.transitions.pair import CLASH, Pair

COMPATIBLE = 60.0  # "acceptable" (specification, Key)


class Drawn(Struct, frozen=True):
    """Two pieces that are to be joined, and what makes that hard."""

    kind: str
    a: Piece
    b: Piece


def _plain(a: Piece, b: Piece) -> bool:
    return not (a.source.kinds | b.source.kinds)


def _trusted(a: Piece, b: Piece) -> bool:
    return a.track.analysis.trusted and b.track.analysis.trusted


def _easy(a: Piece, b: Piece, pair: Pair) -> bool:
    near = pair.multiple == 1.0 and pair.stretch <= tempo.NORMAL_STRETCH
    return _plain(a, b) and not pair.unmatched and near and pair.harmony >= COMPATIBLE


def _clashing(a: Piece, b: Piece, pair: Pair) -> bool:
    return _plain(a, b) and not pair.unmatched and pair.harmony < CLASH


def _apart(a: Piece, b: Piece, pair: Pair) -> bool:
    return _plain(a, b) and _trusted(a, b) and pair.stretch > tempo.NORMAL_STRETCH


def _gridless(a: Piece, b: Piece, _pair: Pair) -> bool:
    return _plain(a, b) and not _trusted(a, b)


def _one_of(kind: str) -> Callable[[Piece, Piece, Pair], bool]:
    return lambda a, b, _pair: kind in (found := a.source.kinds | b.source.kinds) and "voice" not in found


def _voices(a: Piece, b: Piece, _pair: Pair) -> bool:
    return "voice" in a.source.kinds and "voice" in b.source.kinds


CLASSES: dict[str, Callable[[Piece, Piece, Pair], bool]] = {
    "easy": _easy,
    "clashing keys": _clashing,
    "tempo apart": _apart,
    "no drums": _one_of("no drums"),
    "swing": _one_of("swing"),
    "no grid to trust": _gridless,
    "voice on voice": _voices,
}


def draw(pieces: list[Piece], count: int, seed: int) -> list[Drawn]:
    """Up to ``count`` pairs, the classes in turns; no piece meets itself under another name."""
    order = np.random.default_rng(seed).permutation(len(pieces))
    pairs = [(a, b) for a, b in permutations([pieces[place] for place in order], 2) if _root(a) != _root(b)]
    np.random.default_rng(seed + 1).shuffle(pairs)
    known = [(a, b, Pair(a.track, b.track, RATE)) for a, b in pairs]
    columns = [[Drawn(kind, a, b) for a, b, pair in known if fits(a, b, pair)] for kind, fits in CLASSES.items()]
    drawn = [one for row in zip_longest(*columns) for one in row if one is not None]
    return drawn[:count]


def _root(piece: Piece) -> str:
    return piece.source.name.partition("-")[0]
