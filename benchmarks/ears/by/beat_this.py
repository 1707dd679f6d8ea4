"""Beat This! (Foscarin and others 2024), where its weights are at hand: torch asks its hub for them."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from beat_this.inference import File2Beats

from benchmarks.ears.score import Answer


def ear() -> Callable[[Path], Answer]:
    """Beats and downbeats; the tempo is that of the median beat."""
    beats_of = File2Beats(checkpoint_path="final0", device="cpu", dbn=False)

    def heard(path: Path) -> Answer:
        beats, downbeats = beats_of(str(path))
        bpm = 60 / float(np.median(np.diff(beats))) if len(beats) > 1 else 0.0
        return {"bpm": bpm, "beats": np.asarray(beats).tolist(), "downbeats": np.asarray(downbeats).tolist()}

    return heard
