"""The pump: stands where the engine has its render loop, and renders when it is told to."""

import numpy as np
from numpy.typing import NDArray

from engine.mixing.mixer import Mixer
from engine.programme.programme import Programme
from engine.programme.segment import LENGTH
from engine.units import CHANNELS
from ext.clock import Clock


class Pump:
    """Renders ``mixer`` in blocks of ``block`` frames. Frame 0 was due at the clock's 0."""

    def __init__(self, mixer: Mixer, block: int) -> None:
        self.mixer = mixer
        self.clock = Clock(mixer.sample_rate, 0)
        self._out = np.empty((block, CHANNELS), np.float32)
        self._loaded = 0

    @property
    def head(self) -> int:
        """The next frame to render."""
        return self.mixer.frame

    @property
    def now(self) -> int:
        """CLOCK_MONOTONIC as it would be, were every block just in time; nanoseconds."""
        return self.clock.due(self.head)

    def change(self, programme: Programme, at: int) -> bool:
        """As the render loop does: play ``programme``, which differs from frame ``at`` on."""
        if at < self.head + self.mixer.reach:
            return False
        self.mixer.follow(programme)
        self._loaded = 0
        return True

    def wake(self) -> None:
        """The programme changed: what was loaded may be something else."""
        self._loaded = 0

    def block(self, until: int) -> NDArray[np.float32]:
        """The next block, shorter where ``until`` comes first: (frames, 2), valid until the next call."""
        out = self._out[: min(len(self._out), until - self.head)]
        if self._loaded < self.head + len(out):
            self._loaded = self.mixer.load(self.head + len(out) + LENGTH)
        self.mixer.render(out)
        return out
