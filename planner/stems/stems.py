"""What a splitter gives: four stems that add up to what was split."""

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

Pcm = NDArray[np.float32]

STEMS = ("drums", "bass", "vocals", "other")


class Stems(Struct, frozen=True):
    """Each ``(n, 2)`` float32; they add up to what was split, to the rounding of a float32."""

    drums: Pcm
    bass: Pcm
    vocals: Pcm
    other: Pcm

    def __getitem__(self, name: str) -> Pcm:
        """The stem of that name, one of ``STEMS``."""
        return {"drums": self.drums, "bass": self.bass, "vocals": self.vocals, "other": self.other}[name]


def completed(sound: Pcm, drums: Pcm, bass: Pcm, vocals: Pcm) -> Stems:
    """The three with what they leave of ``sound``: whatever a splitter loses is heard in the fourth, not missed."""
    return Stems(drums, bass, vocals, sound - (drums + bass + vocals))
