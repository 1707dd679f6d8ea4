"""essentia (AGPL): RhythmExtractor2013 "multifeature", and KeyExtractor with the profile for electronic music."""

from collections.abc import Callable
from pathlib import Path

from essentia import standard

from benchmarks.ears.score import Answer


def ear() -> Callable[[Path], Answer]:
    """Tempo, beats and key."""
    rhythm, key = standard.RhythmExtractor2013(method="multifeature"), standard.KeyExtractor(profileType="edma")

    def heard(path: Path) -> Answer:
        wave = standard.MonoLoader(filename=str(path), sampleRate=44_100)()
        bpm, beats, _, _, _ = rhythm(wave)
        tonic, mode, _ = key(wave)
        return {"bpm": float(bpm), "beats": [float(time) for time in beats], "key": {"name": f"{tonic} {mode}"}}

    return heard
