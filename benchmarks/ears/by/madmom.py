"""madmom (its models are for non-commercial use): recurrent networks and a dynamic Bayesian network for beats, a
convolutional one for keys.

The release, 0.16.1 of 2018, needs names that Python 3.10 and NumPy 1.24 took away: they are lent to it. Its downbeats
fail even so (an array of unequal rows), and are not asked for.
"""

import collections
import collections.abc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import librosa
import numpy as np

from benchmarks.ears.score import Answer

RATE, FPS = 44_100, 100
LENT = {"float": float, "int": int, "bool": bool, "object": object}


def ear() -> Callable[[Path], Answer]:
    """Tempo (of the median beat), beats and key."""
    _lend()
    from madmom.audio.signal import Signal  # noqa: PLC0415  what is lent must be there first
    from madmom.features.beats import DBNBeatTrackingProcessor, RNNBeatProcessor  # noqa: PLC0415
    from madmom.features.key import CNNKeyRecognitionProcessor, key_prediction_to_label  # noqa: PLC0415

    network, tracker, keys = RNNBeatProcessor(), DBNBeatTrackingProcessor(fps=FPS), CNNKeyRecognitionProcessor()

    def heard(path: Path) -> Answer:
        wave, _ = librosa.load(path, sr=RATE)
        sound = Signal(wave, sample_rate=RATE, num_channels=1)
        beats = tracker(network(sound))
        bpm = 60 / float(np.median(np.diff(beats))) if len(beats) > 1 else 0.0
        return {"bpm": bpm, "beats": beats.tolist(), "key": {"name": key_prediction_to_label(keys(sound))}}

    return heard


def _lend() -> None:
    old: Any = collections
    old.MutableSequence = collections.abc.MutableSequence
    for name, kind in LENT.items():
        if name not in vars(np):
            setattr(np, name, kind)
