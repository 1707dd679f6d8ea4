"""Rows made for the tests of training: a quality that has a reason in the features, and noise."""

import numpy as np

from planner.training.rows import Row


def made_rows(count: int, seed: int = 0, songs: int = 40) -> list[Row]:
    """Rows whose quality falls with the stretch, steeply beyond 6 %, and with voices over voices: what a line
    can't follow. The best length is 32 bars where nothing sings, else 8."""
    generator = np.random.default_rng(seed)
    return [_row(generator, songs) for _ in range(count)]


def _row(generator: np.random.Generator, songs: int) -> Row:
    piece = generator.integers(songs)  # one suite a row, so that every row is on a side of the split
    features = generator.uniform(0.0, 1.0, 14)
    features[1] = generator.uniform(-1.5, 1.5)
    both = features[10] * features[11]
    quality = 0.95 - 0.5 * (abs(features[1]) > 0.6) - 0.5 * both + generator.normal(0, 0.02)
    return Row(
        a=f"track {piece}",
        b=f"other track {piece}",
        earliest=0.0,
        entry=0.0,
        song_a=f"song {piece}",
        song_b=f"song {piece}",
        features=features.tolist(),
        planned=True,
        recipe="blend",
        quality=float(np.clip(quality, 0.0, 1.0)),
        bars=32 if both < 0.25 else 8,
        tried={8: 0.5},
        measures={"M1": 1.0, "M2": None},
        lanes="varispeed",
    )
