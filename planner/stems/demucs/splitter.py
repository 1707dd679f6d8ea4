"""Stems by Demucs (Rouard, Massa, Défossez, "Hybrid transformers for music source separation", ICASSP 2023)."""

from collections.abc import Sequence

import numpy as np
import soxr

from planner.stems.demucs.network import Network
from planner.stems.demucs.weights import Weights
from planner.stems.stems import STEMS, Pcm, Stems, completed


class DemucsSplitter:
    """See :class:`planner.stems.splitter.Splitter`. The network stays on its device as long as this lives. What its
    four stems leave of the sound (Demucs does not promise that they add up) is in ``other``."""

    def __init__(self, weights: Weights, device: str, *, half: bool) -> None:
        """Raises ModelError."""
        self._network = Network(weights, device, half=half)

    def split(self, sounds: Sequence[Pcm], sample_rate: int) -> list[Stems]:
        """All of them in common batches."""
        rate = self._network.sample_rate
        found = self._network.split([_resampled(sound, sample_rate, rate) for sound in sounds])
        return [_stems(sound, stems, rate, sample_rate) for sound, stems in zip(sounds, found, strict=True)]


def _stems(sound: Pcm, stems: Sequence[Pcm], rate: int, sample_rate: int) -> Stems:
    heard = dict(zip(STEMS, (_resampled(stem, rate, sample_rate, len(sound)) for stem in stems), strict=True))
    return completed(sound, heard["drums"], heard["bass"], heard["vocals"])


def _resampled(sound: Pcm, rate: int, to: int, frames: int | None = None) -> Pcm:
    if rate == to:
        return sound
    out = soxr.resample(sound, rate, to)
    if frames is None:
        return out
    return np.pad(out[:frames], ((0, max(frames - len(out), 0)), (0, 0)))  # there and back a frame may be lost
