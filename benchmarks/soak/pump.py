"""The pump: stands where the engine has its render loop, and renders when it is told to."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from benchmarks.soak.stalls import Stalls
from engine.mixing.mixer import Mixer
from engine.programme.programme import Programme
from engine.programme.segment import LENGTH
from engine.programme.touch import Touch
from engine.units import CHANNELS
from ext.clock import SECOND, Clock


class Pump:
    """Renders ``mixer`` in blocks of ``block`` frames, each just in time unless one of ``stalls`` comes first. Frame 0
    was due at the clock's 0. ``missed``: frames of clips that were due while their PCM was not there, as this side
    knows it, lane by lane; the audio side counts them for itself (:attr:`Mixer.late`)."""

    def __init__(self, mixer: Mixer, block: int, stalls: Stalls | None = None) -> None:
        self.mixer = mixer
        self.clock = Clock(mixer.sample_rate, 0)
        self.missed = 0
        self._stalls = stalls
        self._behind = 0  # nanoseconds
        self._programme = Programme()
        self._out = np.empty((block, CHANNELS), np.float32)
        self._loaded = 0

    @property
    def head(self) -> int:
        """The next frame to render."""
        return self.mixer.frame

    @property
    def now(self) -> int:
        """CLOCK_MONOTONIC as it would be; nanoseconds."""
        return self.clock.due(self.head) + self._behind

    def change(self, programme: Programme, at: int, _touches: Sequence[Touch] = ()) -> bool:
        """As the render loop does: play ``programme``, which differs from frame ``at`` on."""
        if at < self.head + self.mixer.reach:
            return False
        self.mixer.follow(programme)
        self._programme = programme
        self._loaded = 0
        return True

    def wake(self) -> None:
        """The programme changed: what was loaded may be something else."""
        self._loaded = 0

    def block(self, until: int) -> NDArray[np.float32]:
        """The next block, shorter where ``until`` comes first: (frames, 2), valid until the next call."""
        out = self._out[: min(len(self._out), until - self.head)]
        now = self._wait(len(out))
        if self._loaded < self.head + len(out) and not self._disk_stands:
            self._loaded = self.mixer.load(self.head + len(out) + LENGTH)
        self._note_missing(len(out))
        self.mixer.render(out)
        self.clock.count(self.head, now)
        self._behind = max(0, now - self.clock.due(self.head))
        return out

    def _wait(self, frames: int) -> int:
        """When the next ``frames`` frames are rendered, CLOCK_MONOTONIC in nanoseconds."""
        stall = self._stalls.before(frames / self.mixer.sample_rate) if self._stalls else 0.0
        self._behind += round(stall * SECOND)
        return self.now

    @property
    def _disk_stands(self) -> bool:
        return self._stalls is not None and self._stalls.disk_stands

    def _note_missing(self, frames: int) -> None:
        if not self._disk_stands:
            return  # all that is due was just loaded
        first = self.mixer.frame + self.mixer.delay
        for clip in self._programme.sounding(first, first + frames):
            here = max(clip.at, first, self.mixer.held(clip))
            self.missed += max(0, min(clip.end, first + frames) - here)
