"""librosa: ``beat_track`` at its defaults, and the usual recipe for a key: the mean constant-Q chroma against
Krumhansl and Kessler's profiles (1982), of which librosa has none."""

from collections.abc import Callable
from pathlib import Path

import librosa
import numpy as np

from benchmarks.ears.score import Answer

RATE = 22_050
MAJOR = np.array([6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88])
MINOR = np.array([6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17])
TONICS = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")


def ear() -> Callable[[Path], Answer]:
    """Tempo, beats and key."""
    return _heard


def _heard(path: Path) -> Answer:
    wave, rate = librosa.load(path, sr=RATE)
    tempo, beats = librosa.beat.beat_track(y=wave, sr=rate, units="time")
    chroma = librosa.feature.chroma_cqt(y=wave, sr=rate).mean(axis=1)
    return {"bpm": float(np.atleast_1d(tempo)[0]), "beats": beats.tolist(), "key": {"name": _key(chroma)}}


def _key(chroma: np.ndarray) -> str:
    fits = {
        f"{tonic} {mode}": float(np.corrcoef(np.roll(profile, step), chroma)[0, 1])
        for step, tonic in enumerate(TONICS)
        for mode, profile in (("major", MAJOR), ("minor", MINOR))
    }
    return max(fits, key=lambda name: fits[name])
