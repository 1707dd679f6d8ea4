"""Whether M9 tells keys that clash from keys that go together: pairs of pieces whose keys are known.

Two different pieces at equal loudness, the first in A minor, the other in a key that goes with it or in one that
clashes, and each piece over another one's bare drums. What comes out is where the limits of
:mod:`planner.transitions.measure.harmony` are from. ``telling apart`` is how often a clashing pair has more than a
compatible one, of all such draws (the area under the ROC curve): half is a guess.
"""

from collections.abc import Callable, Iterator
from itertools import permutations, product
from pathlib import Path

import numpy as np
import soundfile
from msgspec import Struct

from benchmarks.row import Row
from benchmarks.synthesis import short_pieces
from planner.transitions.measure.harmony import Excess, excess
from planner.transitions.measure.partials import Partials, partials
from planner.transitions.pcm import Pcm

GENRES = ("house", "techno", "trance", "downtempo", "hip-hop", "drum and bass")
SEEDS = (0, 1)
HOME = "8A"
TOGETHER = ("8A", "9A", "8B")  # the same, a fifth up, the relative major
CLASHING = ("3A", "1A", "2B")  # a semitone up, a semitone down, the tritone's major
SECONDS, BPM = 32.0, 120.0
DRUMS, BODY = (0.0, 7.0), (9.0, 23.0)  # s: a quarter of a short piece is drums
LOUDNESS = 0.1  # RMS
WHO = ("clash", "roughness")


class Sound(Struct, frozen=True):
    """A stretch of a piece, and its partials."""

    pcm: Pcm
    found: Partials
    rate: int


def rows(folder: Path) -> list[Row]:
    """Quantiles of both numbers for each kind of pair, and how well they tell the kinds apart."""
    _make(folder)
    kinds: dict[str, list[Excess]] = {
        "keys that go together": list(_pairs(folder, TOGETHER)),
        "keys that clash": list(_pairs(folder, CLASHING)),
        "a piece over drums": list(_pairs(folder, (HOME,), DRUMS)),
    }
    together, clashing, _ = kinds.values()
    return [row for who in WHO for row in _quantiles(who, kinds)] + [
        Row(
            "telling apart",
            who,
            float(f"{_apart(_values(who, together), _values(who, clashing)):.4g}"),
            "share",
            None,
            "",
        )
        for who in WHO
    ]


def _make(folder: Path) -> None:
    short_pieces(
        [
            {
                "path": str(_path(folder, genre, seed, key)),
                "bpm": BPM,
                "seconds": SECONDS,
                "genre": genre,
                "seed": seed,
                "key": key,
            }
            for genre, seed, key in product(GENRES, SEEDS, {*TOGETHER, *CLASHING})
        ]
    )


def _path(folder: Path, genre: str, seed: int, key: str) -> Path:
    return folder / f"{genre} {seed} {key}.flac"


def _pairs(folder: Path, keys: tuple[str, ...], second: tuple[float, float] = BODY) -> Iterator[Excess]:
    """Every piece in the home key with every other one in each of ``keys``, ``second`` seconds of that."""
    names = list(product(GENRES, SEEDS))
    first = {name: _sound(_path(folder, *name, HOME), BODY) for name in names}
    for key in keys:
        other = {name: _sound(_path(folder, *name, key), second) for name in names}
        for one, two in permutations(names, 2):
            yield _excess(first[one], other[two])


def _sound(path: Path, span: tuple[float, float]) -> Sound:
    rate = soundfile.info(path).samplerate
    start, end = (round(second * rate) for second in span)
    pcm = soundfile.read(path, start=start, stop=end, dtype="float32", always_2d=True)[0]
    pcm = pcm * np.float32(LOUDNESS / np.sqrt(np.mean(pcm**2)))
    return Sound(pcm, partials(pcm, rate), rate)


def _excess(one: Sound, two: Sound) -> Excess:
    frames = min(len(one.pcm), len(two.pcm))
    whole = frames == len(one.pcm) == len(two.pcm)
    ours = one.found if whole else partials(one.pcm[:frames], one.rate)
    return excess(ours, two.found, partials(one.pcm[:frames] + two.pcm[:frames], one.rate))


def _values(who: str, found: list[Excess]) -> np.ndarray:
    read: Callable[[Excess], float] = (lambda each: each.clash) if who == "clash" else (lambda each: each.roughness)
    return np.array([read(each) for each in found if each.seconds])


def _quantiles(who: str, kinds: dict[str, list[Excess]]) -> Iterator[Row]:
    for kind, found in kinds.items():
        for share in (0.05, 0.5, 0.95, 0.99):
            value = float(np.quantile(_values(who, found), share))
            yield Row(f"{kind}: quantile {share:g}", who, float(f"{value:.4g}"), "excess", None, "")


def _apart(good: np.ndarray, bad: np.ndarray) -> float:
    return float(np.mean(bad[:, None] > good[None, :]))
