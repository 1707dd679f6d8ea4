"""Key from the pitch salience."""

import numpy as np

from planner.analysis.features import Features
from planner.analysis.pitch import semitones
from planner.catalogue.analysis import Key

# Faraldo et al., "A Multi-Profile Method for Key Estimation in EDM" (AES 2017): the "bgate" profiles.
MAJOR = np.array([1.0, 0.0, 0.42, 0.0, 0.53, 0.37, 0.0, 0.77, 0.0, 0.38, 0.21, 0.30])
MINOR = np.array([1.0, 0.0, 0.36, 0.39, 0.0, 0.38, 0.0, 0.74, 0.27, 0.0, 0.42, 0.23])
NAMES = ("A", "Bb", "B", "C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab")
QUIET = 0.05  # of the mean: frames below weigh less, not as much as all others


def find_key(features: Features, tuning: float) -> Key:
    """The key whose profile correlates best with the track's chroma."""
    chroma = np.sqrt(even_share(semitones(features.melody, tuning)))
    scores = np.array([correlation(np.roll(p, tonic), chroma) for tonic in range(12) for p in (MAJOR, MINOR)])
    order = np.argsort(scores)[::-1]
    best = int(order[0])
    lead = float(scores[best] - scores[order[1]])
    return to_key(best // 2, minor=bool(best % 2), confidence=float(np.clip(lead * 5 + scores[best] - 0.5, 0, 1)))


def even_share(chroma: np.ndarray) -> np.ndarray:
    """The shares of the twelve tones over all frames, sum 1 (0 for silence)."""
    loud = chroma.sum(axis=1, keepdims=True)
    total = (chroma / (loud + QUIET * loud.mean() + 1e-9)).sum(axis=0)
    return np.asarray(total / max(total.sum(), 1e-9))


def to_key(tonic: int, *, minor: bool, confidence: float) -> Key:
    """``tonic`` in semitones above A."""
    name = f"{NAMES[tonic]} {'minor' if minor else 'major'}"
    return Key(camelot=camelot(tonic, minor=minor), name=name, confidence=confidence)


def camelot(tonic: int, *, minor: bool) -> str:
    """A minor is 8A, C major 8B; a fifth up is one more."""
    relative = tonic if minor else (tonic - 3) % 12
    return f"{(8 + 7 * relative - 1) % 12 + 1}{'A' if minor else 'B'}"


def correlation(a: np.ndarray, b: np.ndarray) -> float:
    """Pearson's, 0 where one is constant."""
    a, b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((a**2).sum() * (b**2).sum()))
    return float((a * b).sum() / size) if size > 1e-12 else 0.0
