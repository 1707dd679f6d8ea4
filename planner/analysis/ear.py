"""The network of the ear: how likely a beat and a downbeat are, 43 times a second."""

from functools import lru_cache
from pathlib import Path

import numpy as np

from engine.errors import ModelError
from planner.analysis.features import Features
from planner.analysis.hearing import CENTRE, FPS, INPUTS, hear, together
from planner.inference import session

SHIPPED = Path(__file__).parent.parent / "models" / "ear.onnx"
CHUNK = 8192  # frames answered at once: 3 minutes, so that memory does not grow with a track's length
AROUND = 1100  # frames on either side that an answer depends on
SURE = 5.0  # log odds: more is not meant


class Ear:
    """The network from a file. Raises ModelError for what is none."""

    def __init__(self, weights: Path | bytes = SHIPPED) -> None:
        try:
            self._session = session(weights if isinstance(weights, bytes) else weights.read_bytes())
        except Exception as error:  # onnxruntime's exceptions share no base of their own
            raise ModelError(f"these weights are no ear ({error}): reinstall, or run everset train ear") from error

    def listen(self, features: Features) -> np.ndarray:
        """``(frames, 2)`` log odds of a beat and of a downbeat, within ±5; frame n is at
        ``CENTRE + n / FPS`` seconds."""
        heard = together(*hear(features.mel, features.fine, features.melody, features.bass))
        parts = [self._answer(heard, start) for start in range(0, len(heard), CHUNK)]
        return np.clip(np.concatenate(parts or [np.zeros((0, 2), np.float32)]), -SURE, SURE)

    def _answer(self, heard: np.ndarray, start: int) -> np.ndarray:
        first, last = max(start - AROUND, 0), min(start + CHUNK, len(heard))
        block = heard[first : min(last + AROUND, len(heard))]
        odds = self._session.run(["odds"], {"heard": block.astype(np.float32).reshape(1, -1, INPUTS)})[0][0]
        return np.asarray(odds[start - first : last - first])


@lru_cache(maxsize=1)
def shipped() -> Ear:
    """The network that comes with Everset, loaded once a process."""
    return Ear()


def frame_of(seconds: np.ndarray | float) -> np.ndarray:
    """Where between frames a time lies."""
    return np.asarray((np.asarray(seconds) - CENTRE) * FPS)


def at_times(odds: np.ndarray, seconds: np.ndarray) -> np.ndarray:
    """One column of the odds, ``(frames,)``, at any times."""
    return np.interp(frame_of(seconds), np.arange(len(odds)), odds)
