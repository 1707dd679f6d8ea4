"""Rows as arrays, and on which side of the split they are."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.training.rows import Row
from planner.training.split import held_out

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


def sides(rows: Sequence[Row], seed: int) -> tuple[list[Row], list[Row]]:
    """Rows to learn from and rows held out. A pair across the split is on neither side."""
    found: dict[frozenset[bool], list[Row]] = {}
    for row in rows:
        side = frozenset((held_out(row.song_a, seed), held_out(row.song_b, seed)))
        found.setdefault(side, []).append(row)
    return found.get(frozenset((False,)), []), found.get(frozenset((True,)), [])
