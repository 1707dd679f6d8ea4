"""What was played, as separation sees it."""

from collections.abc import Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from planner.choosing import artists
from planner.choosing.columns import Columns

NEVER = np.inf


class Played(Struct, frozen=True, kw_only=True):
    """A track that went on air, or is settled to, at Unix time ``at``."""

    track: str
    artist: str
    title: str
    at: float


class Gaps(Struct, frozen=True):
    """Minutes since each track of a library (n,) was heard, any of its artists, and its title by one of them;
    NEVER where that did not happen. A track that is settled but not yet heard counts as 0 minutes ago."""

    track: NDArray[np.float64]
    artist: NDArray[np.float64]
    title: NDArray[np.float64]


def gaps(library: Columns, history: Sequence[Played], at: float) -> Gaps:
    """The gaps at Unix time ``at``; work is proportional to the history, not to the library."""
    found = Gaps(*(np.full(len(library), NEVER) for _ in range(3)))
    for played in history:
        minutes = max(0.0, at - played.at) / 60.0
        _lower(found.track, library.rows_of(played.track), minutes)
        for name in artists.names(played.artist, played.title):
            _lower(found.artist, library.rows_by(name), minutes)
        _lower(found.title, library.rows_called(artists.title_key(played.title)), minutes)
    np.minimum(found.title, found.track, out=found.title)  # a re-tagged file is still the same music
    return found


def _lower(gap: NDArray[np.float64], rows: NDArray[np.int64], minutes: float) -> None:
    gap[rows] = np.minimum(gap[rows], minutes)
