"""The air without a clock: the same programme and the same mixer, rendered as fast as the machine can."""

import asyncio
from collections.abc import Callable

import numpy as np

from engine.mixing.mixer import Mixer
from engine.programme.programme import Mark, Programme, Splice
from planner.directing.air import Safety

PATIENCE_SECONDS = 600.0
BLOCK = 8_192  # frames rendered at once; any size gives the same samples


class OfflineAir:
    """An engine pumped by whoever waits. ``sink(samples)`` gets float32 (frames, 2); ``length``: frames to render,
    after which :meth:`advance` raises :class:`Finished`."""

    def __init__(
        self,
        sample_rate: int,
        target_lufs: float,
        length: int,
        sink: Callable[[np.ndarray], None],
        ceiling_dbtp: float = -1.0,
    ) -> None:
        self.sample_rate = sample_rate
        self.target_lufs = target_lufs
        self.length = length
        self.held = False
        self.skips = 0
        self.programme = Programme()
        self.marks: list[Mark] = []  # of the whole set: the programme forgets what is over
        self._sink = sink
        self._mixer = Mixer(sample_rate, ceiling_dbtp=ceiling_dbtp)

    @property
    def horizon(self) -> int:
        """Behind what the mixer has laid out already."""
        return self.frame + self._mixer.reach if self.frame else 0

    @property
    def margin(self) -> int:
        """No time passes but by :meth:`advance`."""
        return 0

    def patience(self, frame: int) -> float:
        """As long as it takes: a seed is a set on a slow machine too."""
        return PATIENCE_SECONDS

    @property
    def frame(self) -> int:
        """The next frame to render."""
        return self._mixer.frame

    async def splice(self, change: Splice) -> None:
        """See :class:`Air`."""
        self.programme.splice(change, self.horizon)
        self.marks = [*(mark for mark in self.marks if mark.at < change.at), *change.marks]
        self._mixer.follow(self.programme)

    async def hold(self, safety: Safety) -> None:
        """Nothing is ever late here."""

    async def stirred(self) -> None:
        """Nobody else is here."""
        await asyncio.Event().wait()

    async def advance(self, until: int) -> None:
        """Render up to frame ``until``."""
        goal = min(until, self.length)
        while self.frame < goal:
            out = np.empty((min(BLOCK, goal - self.frame), 2), np.float32)
            self._mixer.pump(out)
            self._sink(out)
        self.programme.forget(self.frame)
        if self.frame >= self.length:
            raise Finished


class Finished(Exception):
    """The set has its length."""
