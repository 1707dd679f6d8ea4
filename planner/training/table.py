"""Rows as arrays, and on which side of the split they are."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.training.rows import Row

Floats = NDArray[np.float64]


class Table(Struct, frozen=True):
    """``features`` (n, 14), ``quality`` (n,) 0..1, ``bars`` (n,)."""

    features: Floats
    quality: Floats
    bars: Floats

    def __len__(self) -> int:
        return len(self.quality)


def table(rows: Sequence[Row]) -> Table:
    """Rows as arrays."""
    features = np.array([row.features for row in rows], np.float64).reshape(len(rows), -1)
    quality = np.array([row.quality for row in rows], np.float64)
    return Table(features, quality, np.array([row.bars for row in rows], np.float64))


def sides(rows: Sequence[Row], held: frozenset[str]) -> tuple[list[Row], list[Row]]:
    """Rows to learn from and rows held out; ``held`` are the songs. A pair across the split is on neither
    side."""
    both = [{row.song_a, row.song_b} for row in rows]
    learned = [row for row, songs in zip(rows, both, strict=True) if held.isdisjoint(songs)]
    return learned, [row for row, songs in zip(rows, both, strict=True) if held.issuperset(songs)]


def songs_of(rows: Sequence[Row]) -> set[str]:
    """Every song that is in a row."""
    return {song for row in rows for song in (row.song_a, row.song_b)}
