"""Which pairs are worth measuring: those that a set would play, and enough of those that it should not."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from msgspec import Struct

from planner.catalogue.track import Track
from planner.choosing import tempo

#: Shares of pairs by stretch: up to normal, up to what is never exceeded, anything. A scorer that never met a
#: bad pair can't tell one.
KINDS = ((tempo.NORMAL_STRETCH, 0.6), (tempo.MOST_STRETCH, 0.2), (np.inf, 0.2))
HELD_OUT_PAIRS = 0.3  # of all pairs: the error is measured on as many as it takes to be steady
_TRIES = 50


class Pairing(Struct, frozen=True):
    """``a`` into ``b``; ``earliest`` and ``entry``: shares of their lengths before which nothing is used, so
    that seams lie in all kinds of sections. 0 and 0: where the planner likes best."""

    a: Track
    b: Track
    earliest: float
    entry: float


def pairings(
    tracks: Sequence[Track], song_of: Callable[[Track], str], held: frozenset[str], seed: int
) -> Iterator[Pairing]:
    """Pairs without end, in an order that the seed decides. Both tracks are held out, or neither is; never
    two versions of one song. Ends at once where neither side has two songs."""
    generator = np.random.default_rng(seed)
    sides = {False: list[Track](), True: list[Track]()}
    for track in sorted(tracks, key=lambda track: track.id):
        sides[song_of(track) in held].append(track)
    usable = {side: found for side, found in sides.items() if len({song_of(track) for track in found}) > 1}
    while usable:
        wanted = bool(generator.random() < HELD_OUT_PAIRS)
        side = usable.get(wanted) or next(iter(usable.values()))
        a, b = _pair(side, song_of, generator)
        natural = generator.random() < 0.5
        earliest, entry = (0.0, 0.0) if natural else (generator.uniform(0.1, 0.7), generator.uniform(0.0, 0.4))
        yield Pairing(a, b, round(float(earliest), 4), round(float(entry), 4))


def _pair(
    side: Sequence[Track], song_of: Callable[[Track], str], generator: np.random.Generator
) -> tuple[Track, Track]:
    """Two songs whose stretch is of a kind drawn by KINDS, or the last two drawn where there are none."""
    most = generator.choice([limit for limit, _ in KINDS], p=[share for _, share in KINDS])
    found = _any_two(side, song_of)
    for _ in range(_TRIES):
        a, b = (side[int(place)] for place in generator.integers(len(side), size=2))
        if song_of(a) == song_of(b):
            continue
        found = a, b
        if _stretch(a, b) <= most:
            break
    return found


def _any_two(side: Sequence[Track], song_of: Callable[[Track], str]) -> tuple[Track, Track]:
    first = side[0]
    return first, next(track for track in side if song_of(track) != song_of(first))


def _stretch(a: Track, b: Track) -> float:
    if not (a.analysis.bpm > 0 and b.analysis.bpm > 0):
        return np.inf
    return abs(tempo.fold(a.analysis.bpm, b.analysis.bpm)[0] - 1.0)
