"""Keys on the Camelot wheel: how well one follows another. The table is the specification's."""

import re
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Kind = Literal["same", "relative", "adjacent", "diagonal", "energy boost", "modal", "clash", "unknown"]

KEYS = 24
UNKNOWN_KEY = -1
#: What a pair counts whose keys are not known: between "risky" and "acceptable", no reason for or against it.
UNKNOWN_SCORE = 50.0
SCORES: dict[Kind, float] = {
    "same": 100.0,
    "relative": 90.0,
    "adjacent": 80.0,
    "energy boost": 70.0,
    "diagonal": 65.0,
    "modal": 60.0,
}
#: By the steps up the wheel.
_SAME_LETTER: dict[int, Kind] = {
    0: "same",
    1: "adjacent",
    2: "energy boost",
    7: "energy boost",
    11: "adjacent",
}
_OTHER_LETTER: dict[int, Kind] = {0: "relative", 1: "diagonal", 11: "diagonal"}
CLASH_BEST = 40.0  # a clash that shares five of seven pitch classes; one that shares two is 0
VERDICTS = ((90.0, "perfect"), (80.0, "excellent"), (70.0, "good"), (60.0, "acceptable"), (40.0, "risky"))
_NAME = re.compile(r"(1[0-2]|[1-9])([AB])")
_MAJOR = (0, 2, 4, 5, 7, 9, 11)


def index_of(camelot: str) -> int:
    """0..23 for 1A, 1B, 2A .. 12B; UNKNOWN_KEY for anything else."""
    match = _NAME.fullmatch(camelot.strip().upper())
    return (int(match[1]) - 1) * 2 + (match[2] == "B") if match else UNKNOWN_KEY


def name_of(index: int) -> str:
    """1A..12B of an index 0..23."""
    return f"{index // 2 + 1}{'AB'[index % 2]}"


def shifted(index: int, semitones: int) -> int:
    """The key ``semitones`` higher: seven steps on the wheel each."""
    return (index // 2 + 7 * semitones) % 12 * 2 + index % 2


def kind(a: int, b: int) -> Kind:
    """What the step from key ``a`` to key ``b`` (indices) is."""
    if UNKNOWN_KEY in (a, b):
        return "unknown"
    step, same_letter = (b // 2 - a // 2) % 12, a % 2 == b % 2
    if same_letter:
        return _SAME_LETTER.get(step, "clash")
    if step == (3 if a % 2 == 0 else 9):  # 5A to 8B and back: one root, two modes
        return "modal"
    return _OTHER_LETTER.get(step, "clash")


def score(a: int, b: int) -> float:
    """0..100 for the step between two keys (indices), as if both were certain."""
    step = kind(a, b)
    if step == "unknown":
        return UNKNOWN_SCORE
    if step == "clash":
        return CLASH_BEST * (len(pitch_classes(a) & pitch_classes(b)) - 2) / 3.0
    return SCORES[step]


def pitch_classes(index: int) -> frozenset[int]:
    """The seven pitch classes of a key: 8B is C major, a number up is a fifth up, a natural minor has those
    of its relative major."""
    root = (index // 2 - 7) * 7 % 12
    return frozenset((root + step) % 12 for step in _MAJOR)


def distance(a: int, b: int) -> int:
    """Steps on the wheel, the letter's change being one: 0..7; 3, about the middle, where a key is
    unknown."""
    if UNKNOWN_KEY in (a, b):
        return 3
    step = (b // 2 - a // 2) % 12
    return min(step, 12 - step) + (a % 2 != b % 2)


def verdict(harmonic: float) -> str:
    """The word for a score."""
    return next((word for limit, word in VERDICTS if harmonic >= limit), "avoid")


_ALL = (*range(KEYS), UNKNOWN_KEY)  # index −1 finds the last row and column
SCORE_TABLE = np.array([[score(a, b) for b in _ALL] for a in _ALL], np.float32)
DISTANCE_TABLE = np.array([[distance(a, b) for b in _ALL] for a in _ALL], np.float32)


def weighed(
    a: int, b: NDArray[np.int64], confidence_a: float, confidence_b: NDArray[np.float32]
) -> NDArray[np.float32]:
    """The scores (n,) from key ``a`` to the keys ``b`` (n,), drawn towards UNKNOWN_SCORE as far as the keys
    are doubtful: by the geometric mean of both confidences, so that one worthless key makes the pair
    unknown."""
    trust = np.sqrt(np.clip(confidence_a * confidence_b, 0.0, 1.0))
    return np.asarray(UNKNOWN_SCORE + trust * (SCORE_TABLE[a, b] - UNKNOWN_SCORE), np.float32)
