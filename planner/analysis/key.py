"""Key from the pitch salience."""

import numpy as np
from scipy.optimize import nnls

from planner.analysis.features import Features
from planner.analysis.pitch import semitones
from planner.catalogue.analysis import Key

# Faraldo et al., "A Multi-Profile Method for Key Estimation in EDM" (AES 2017): the "bgate" profiles.
MAJOR = np.array([1.0, 0.0, 0.42, 0.0, 0.53, 0.37, 0.0, 0.77, 0.0, 0.38, 0.21, 0.30])
MINOR = np.array([1.0, 0.0, 0.36, 0.39, 0.0, 0.38, 0.0, 0.74, 0.27, 0.0, 0.42, 0.23])
NAMES = ("A", "Bb", "B", "C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab")
TOGETHER = 8  # frames to a chord at least: 0.74 s
STRETCHES = (10, 20)  # of those to a stretch that votes: 7 and 15 s; two lengths, so that little hangs on the cuts
SHARPNESS = 8.0  # of a vote: how much a better correlation counts
PARTIALS, DECAY = 8, 0.8  # of a note, and how much weaker each is than the one below
QUIET = 0.05  # of the mean: frames below weigh less, not as much as all others


def find_key(features: Features, tuning: float) -> Key:
    """The key for which most of the track speaks: stretch by stretch, so that none outweighs the others, and both
    with the overtones of its notes and without.

    With them a strong tonic sounds major, as its fifth partial is a major third; without them a chord's notes may go.
    """
    chroma = averaged(semitones(features.melody, tuning))
    votes = votes_for(chroma) + votes_for(without_overtones(chroma))
    best = int(np.argmax(votes))
    return to_key(best // 2, minor=bool(best % 2), confidence=float(votes[best] / max(votes.sum(), 1e-9)))


def averaged(chroma: np.ndarray) -> np.ndarray:
    """Means of ``TOGETHER`` frames each, ``(n, 12)``; at least one."""
    edges = np.arange(0, max(1, len(chroma) - TOGETHER + 1), TOGETHER)
    counts = np.diff(np.append(edges, len(chroma)))
    return np.asarray(np.add.reduceat(chroma, edges, axis=0, dtype=np.float64) / counts[:, None])


def votes_for(chroma: np.ndarray) -> np.ndarray:
    """What each stretch says for the 24 keys, summed: A major, A minor, B flat major, ...; one in which a key is
    clear says more."""
    stretches = (chroma[start : start + length] for length in STRETCHES for start in range(0, len(chroma), length))
    votes = np.zeros(24)
    for stretch in stretches:
        shares = np.sqrt(even_share(stretch))
        if shares.any():
            fits = np.array([correlation(profile, shares) for profile in PROFILES])
            votes += np.exp(SHARPNESS * fits) * len(stretch)
    return votes


def without_overtones(chroma: np.ndarray) -> np.ndarray:
    """The notes that explain each row of ``(n, 12)`` best, none of them negative: a note sounds in its octaves, its
    fifth, its major third, ... (Mauch and Dixon 2010, folded into one octave)."""
    return np.stack([nnls(OVERTONES, row)[0] for row in chroma])


def overtones() -> np.ndarray:
    """``(12, 12)``: in column ``k``, where the partials of the tone ``k`` fall."""
    tone = np.zeros(12)
    for partial in range(1, PARTIALS + 1):
        tone[round(12 * np.log2(partial)) % 12] += DECAY ** (partial - 1)
    return np.stack([np.roll(tone / tone.sum(), k) for k in range(12)], axis=1)


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


PROFILES = [np.roll(profile, tonic) for tonic in range(12) for profile in (MAJOR, MINOR)]
OVERTONES = overtones()
