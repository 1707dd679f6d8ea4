"""The interface of every splitter."""

from collections.abc import Sequence
from typing import Protocol

from planner.stems.stems import Pcm, Stems


class Splitter(Protocol):
    """Takes windows of sound apart. The same window gives the same stems, whatever else is split beside it."""

    def split(self, sounds: Sequence[Pcm], sample_rate: int) -> list[Stems]:
        """The stems of each of ``sounds`` ``(n, 2)`` at ``sample_rate``: several at once, for a GPU takes the segments
        of both tracks in one batch. Raises ModelError."""
        ...
