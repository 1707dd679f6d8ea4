"""Music to train the shipped scorer on: the demo's pieces, and short versions of them in other tempi and keys."""

from pathlib import Path

import mutagen
import numpy as np

from stations.demo.library import make_demo, short_piece
from stations.demo.pieces import BY_GENRE

MODEL_TAG = "Versions of "  # an album's name begins so, and the piece that it was made from follows
VERSIONS = 5  # of each demo piece
SECONDS = (90.0, 300.0)  # a seam takes a quarter at most: 8 bars fit into the shortest, 32 into the longest
TEMPO_SPREAD = 0.08  # versions lie this far around their model's tempo: some pairs fit, some can't
KEYS = [f"{number}{letter}" for number in range(1, 13) for letter in "AB"]


def make_training_music(folder: Path, seed: int) -> Path:
    """Make what is not there yet in ``folder`` and return it; the same files for the same ``seed``."""
    make_demo(folder, stems=False)
    versions = folder / "versions"
    versions.mkdir(parents=True, exist_ok=True)
    draw = np.random.default_rng(seed)
    for genre, models in sorted(BY_GENRE.items()):
        for number in range(len(models) * VERSIONS):
            bpm = round(models[number % len(models)].bpm * (1 + draw.uniform(-TEMPO_SPREAD, TEMPO_SPREAD)), 2)
            key, seconds = str(draw.choice(KEYS)), float(draw.uniform(*SECONDS))
            _version(versions / f"{genre} {number:02d}.flac", bpm, seconds, genre, key, number)
    return folder


def _version(path: Path, bpm: float, seconds: float, genre: str, key: str, number: int) -> None:  # noqa: PLR0913, PLR0917  a piece's facts
    if path.exists():
        return
    partial = path.with_name(f".{path.name}")
    short_piece(partial, bpm=bpm, seconds=seconds, genre=genre, key=key, seed=number, voice=number % 3 == 0)
    tags = mutagen.File(partial)
    tags["album"] = MODEL_TAG + BY_GENRE[genre][number % len(BY_GENRE[genre])].title
    tags.save()
    partial.rename(path)
