"""What a fit is worth on tracks never seen, beside a constant and a linear model."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Literal, TypeVar

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray
from sklearn.linear_model import LinearRegression

from planner.choosing.features import NAMES
from planner.choosing.scorer import LONGEST_BARS, SHORTEST_BARS
from planner.training.learner import idle
from planner.training.network import Network
from planner.training.rows import Row
from planner.training.table import Table, sides, table
from planner.training.tune import Tuning

Word = TypeVar("Word", str, int)
_BOUNDS = {"quality": (0.0, 1.0), "bars": (float(SHORTEST_BARS), float(LONGEST_BARS))}


class Errors(Struct, frozen=True):
    """Mean absolute errors on the same held-out rows."""

    network: float
    constant: float
    linear: float


class Report(Struct, frozen=True, kw_only=True):
    """What a fit came to. ``quality`` in 0..1, ``bars`` in bars; ``spread``: the 10th, 50th and 90th
    percentile of the quality of all rows; ``idle``: inputs that hardly varied, of which nothing was
    learned."""

    seed: int
    tuning: Tuning
    rows: int
    held_out_rows: int
    tracks: int
    held_out_tracks: int
    quality: Errors
    bars: Errors
    spread: tuple[float, float, float]
    recipes: dict[str, int]
    lanes: dict[str, int]
    lengths: dict[int, int]
    idle: list[str]


def report(rows: Sequence[Row], held: frozenset[str], network: Network, tuning: Tuning, seed: int) -> Report:
    """How ``network``, which learned from the rows without the songs ``held``, does on theirs."""
    seen, unseen = sides(rows, held)
    learned, apart = table(seen), table(unseen)
    scores = network.scores(apart.features)
    low, middle, high = np.percentile([row.quality for row in rows], (10, 50, 90))
    return Report(
        seed=seed,
        tuning=tuning,
        rows=len(seen),
        held_out_rows=len(unseen),
        tracks=_tracks(seen),
        held_out_tracks=_tracks(unseen),
        quality=errors(learned, apart, "quality", scores.quality),
        bars=errors(learned, apart, "bars", scores.bars),
        spread=(float(low), float(middle), float(high)),
        recipes=_count(row.recipe for row in rows),
        lanes=_count(row.lanes for row in rows),
        lengths=_count(row.bars for row in rows),
        idle=[name for name, still in zip(NAMES, idle(learned.features), strict=True) if still],
    )


def errors(learned: Table, held: Table, what: Literal["quality", "bars"], found: NDArray[np.float32]) -> Errors:
    """The network's answers ``found`` beside the training rows' median, which is the best constant for this
    error, and least squares on the same inputs."""
    known, truth = (learned.quality, held.quality) if what == "quality" else (learned.bars, held.bars)
    linear = LinearRegression().fit(learned.features, known).predict(held.features)
    guesses = (found, np.median(known), np.clip(linear, *_BOUNDS[what]))
    return Errors(*(float(np.mean(np.abs(guess - truth))) for guess in guesses))


def _tracks(rows: Sequence[Row]) -> int:
    return len({track for row in rows for track in (row.a, row.b)})


def _count(words: Iterable[Word]) -> dict[Word, int]:
    return dict(sorted(Counter(words).items()))
