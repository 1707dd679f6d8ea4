"""Segments: the runs that a clip is broken into, each with the window of PCM that it needs."""

from collections.abc import Iterator

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from engine.programme.clip import Clip
from engine.programme.controls import NUDGE_FRAMES
from engine.programme.decks import deck_of
from engine.programme.envelope import NEUTRAL
from engine.programme.sinc import BEHIND, TAPS

LENGTH = 1 << 17  # frames of the programme: 3 s, 1 MB of PCM
TOO_FAST = 8  # PCM frames per programme frame that a segment's memory may need at most

Points = NDArray[np.float64]


class Layout:
    """A clip in the shape the renderer reads: ``path`` and ``curves``, float64 (points, 2)."""

    def __init__(self, clip: Clip) -> None:
        self.clip = clip
        self.path = _points(clip.map)
        self.curves = tuple(
            _points(clip.envelopes[name].points) if name in clip.envelopes and clip.envelopes[name].points else None
            for name in NEUTRAL
        )

    def positions(self, frames: NDArray[np.int64]) -> Points:
        """Where in the PCM the programme's ``frames`` read, as the kernel computes it."""
        place = (frames - self.clip.at).astype(np.float64)
        piece = np.clip(np.searchsorted(self.path[:, 0], place, side="right"), 1, len(self.path) - 1)
        left, right = self.path[piece - 1], self.path[piece]
        rate = (right[:, 1] - left[:, 1]) / (right[:, 0] - left[:, 0])
        return np.asarray(left[:, 1] + (place - left[:, 0]) * rate)


class Segment(Struct):
    """``[start, end)`` of a clip, known to the renderer as ``slot``. ``reading``: somebody is at it; ``filled``: the
    renderer has its PCM, which lasts until :attr:`ready`."""

    slot: int
    layout: Layout
    start: int
    end: int
    filled: bool = False
    reading: bool = False
    ready: int = 0

    @property
    def whole(self) -> bool:
        """Whether its PCM is there to its end."""
        return self.filled and self.ready >= self.end

    def window(self) -> tuple[int, int]:
        """The frames ``[first, last)`` of the PCM that it may read: with what the interpolator wants around them, and
        as far as a nudge of its deck reaches."""
        first, last = self._places()
        margin = NUDGE_FRAMES if deck_of(self.layout.clip.lane) else 0
        return first - BEHIND - margin, last + TAPS - BEHIND + margin

    def _places(self) -> tuple[int, int]:
        """The lowest and the highest frame of the PCM that it plays."""
        layout = self.layout
        bends = layout.path[:, 0].astype(np.int64) + layout.clip.at
        bends = bends[(bends > self.start) & (bends < self.end)]
        frames = np.concatenate([[self.start], bends - 1, bends, [self.end - 1]])
        places = np.floor(layout.positions(frames)).astype(np.int64)
        return int(places.min()), int(places.max())

    def lasts(self, held: int) -> int:
        """Up to which programme frame PCM of ``held`` frames lasts."""
        if self._places()[1] < held:
            return self.end
        beyond = self.layout.positions(np.arange(self.start, self.end)) > held - 1
        return self.start + int(beyond.argmax()) if beyond.any() else self.end


def runs(clip: Clip, start: int, until: int) -> Iterator[tuple[int, int]]:
    """The runs ``(start, end)`` of ``clip`` from frame ``start`` on that begin before ``until``.

    They end where the station's clock is a multiple of LENGTH; where they are cut is not heard.
    """
    place = max(clip.at, start)
    while place < min(clip.end, until):
        end = min(clip.end, (place // LENGTH + 1) * LENGTH)
        yield place, end
        place = end


def _points(points: tuple[tuple[int, float], ...]) -> Points:
    return np.ascontiguousarray(np.array(points, dtype=np.float64).reshape(-1, 2))
