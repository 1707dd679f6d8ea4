"""Queen Mary's Vamp plugins (qm-vamp-plugins), those that Mixxx's analysis is built from."""

from collections.abc import Callable
from pathlib import Path

import librosa
import numpy as np
import vamp

from benchmarks.ears.score import Answer

TRACKER, BARS = "qm-vamp-plugins:qm-tempotracker", "qm-vamp-plugins:qm-barbeattracker"
KEY = "qm-vamp-plugins:qm-keydetector"


def ear() -> Callable[[Path], Answer]:
    """Tempo, beats, downbeats and key."""
    missing = {TRACKER, BARS, KEY} - set(vamp.list_plugins())
    if missing:
        raise ImportError(f"no Vamp plugin is called {sorted(missing)[0]}: install qm-vamp-plugins")
    return _heard


def _heard(path: Path) -> Answer:
    wave, rate = librosa.load(path, sr=44_100)
    beats = [float(one["timestamp"]) for one in vamp.collect(wave, rate, TRACKER)["list"]]
    bars = vamp.collect(wave, rate, BARS)["list"]
    bpm = 60 / float(np.median(np.diff(beats))) if len(beats) > 1 else 0.0
    downbeats = [float(one["timestamp"]) for one in bars if one["label"] == "1"]
    return {"bpm": bpm, "beats": beats, "downbeats": downbeats, "key": {"name": _key(wave, rate)}}


def _key(wave: np.ndarray, rate: float) -> str:
    """The key that holds longest; of a tonic with two names (``F# / Gb minor``) the second."""
    changes = vamp.collect(wave, rate, KEY, "key")["list"]
    edges = [float(one["timestamp"]) for one in changes] + [len(wave) / rate]
    held: dict[str, float] = {}
    for change, start, end in zip(changes, edges, edges[1:], strict=False):
        name = change["label"].rpartition("/")[2].strip()
        held[name] = held.get(name, 0.0) + end - start
    return max(held, key=lambda name: held[name], default="")
