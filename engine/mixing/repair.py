"""Repair: a damaged block of the ring is rendered again, bit for bit, beside the audio thread.

A second mixer goes on from the newest whole snapshot before the block, on the programme as the engine remembers it.
The audio thread knows nothing of it: it writes at the head, a repair only behind it. Blocks that are whole but
were rendered from PCM that was read wrongly are replaced the same way, before who reads behind the head hears them."""

import threading
from collections.abc import Callable

import numpy as np
from msgspec import Struct

from engine.errors import RingError
from engine.mixing.mixer import Mixer
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme
from engine.ring.geometry import Geometry
from engine.ring.ring import NOTHING, Ring, Samples, checksum
from engine.units import CHANNELS

MARGIN = 4  # blocks between a repair and the block that the writer takes next: 90 ms, a repair writes in microseconds


class Repaired(Struct, frozen=True):
    """The block at ``frame``. ``rendered``: False when it was whole already. ``exact``: what was rendered on the way
    to it is what the ring holds there; False when some of it differs, because PCM came late or changed."""

    frame: int
    rendered: bool
    exact: bool = True


class Repairer:
    """Repairs ``ring``. ``mixer(frame)`` makes a mixer like the one that filled it. On any thread but the audio thread;
    one call waits for the other."""

    def __init__(self, ring: Ring, mixer: Callable[[int], Mixer]) -> None:
        self._ring = ring
        self._mixer = mixer
        self._turn = threading.Lock()

    def repair(self, frame: int, programme: Programme, overrides: Overrides) -> Repaired:
        """Render the block that holds ``frame`` again, from ``programme`` and what a hand did to it. Raises RingError
        when that can't be done, and why."""
        with self._turn:
            start = self._start(frame)
            if self._ring.whole(start):
                return Repaired(start, rendered=False)
            mixer = self._before(start, programme, overrides)
            before = [self._as_it_was(mixer) for _ in range(mixer.frame, start, self._geometry.block_frames)]
            samples = self._rendered(mixer)
            if mixer.late:
                raise RingError(f"the block at frame {start} can't be rendered again, its PCM is gone: skip it")
            self._start(start)  # the writer may have come near meanwhile
            self._write(start, samples)
            return Repaired(start, rendered=True, exact=all(before))

    def replace(self, start: int, end: int, programme: Programme, overrides: Overrides) -> int:
        """Render ``[start, end)`` again, from these and the PCM that there is by now, in place of what the ring holds;
        how many blocks differed. Raises RingError, with nothing changed."""
        with self._turn:
            first, size = self._start(max(start, self._first)), self._geometry.block_frames
            mixer = self._before(first, programme, overrides)
            for _ in range(mixer.frame, first, size):
                self._rendered(mixer)
            made = {frame: self._rendered(mixer) for frame in range(first, end - size + 1, size)}
            if mixer.late:
                raise RingError(f"frames {first} to {end} can't be rendered again, their PCM is gone: leave them")
            self._start(first)  # as above
            other = {frame: samples for frame, samples in made.items() if self._held(frame) != samples.tobytes()}
            for frame, samples in other.items():
                self._write(frame, samples)
            return len(other)

    def _before(self, start: int, programme: Programme, overrides: Overrides) -> Mixer:
        """A mixer at the newest whole snapshot before the block at ``start``. Raises RingError."""
        found = self._ring.snapshot_before(start)
        if found is None:
            raise RingError(f"the block at {start} can't be rendered again, no snapshot before it is whole: skip it")
        mixer = self._mixer(found[0])
        mixer.follow(programme)
        mixer.restore(found[1])
        mixer.override(overrides)
        return mixer

    def _held(self, frame: int) -> bytes:
        """What the ring holds in the block at ``frame``."""
        return self._ring.samples[self._geometry.block(frame)].tobytes()

    @property
    def _geometry(self) -> Geometry:
        return self._ring.geometry

    @property
    def _first(self) -> int:
        """The first frame that the writer does not come near soon."""
        return max(self._geometry.start, self._ring.head - self._geometry.frames + MARGIN * self._geometry.block_frames)

    def _start(self, frame: int) -> int:
        """The first frame of the block that holds ``frame``; only blocks that are there to stay for a while."""
        size, first = self._geometry.block_frames, self._first
        start = frame - (frame - self._geometry.start) % size
        if start < first or start + size > self._ring.head:
            raise RingError(
                f"frame {frame} can't be repaired: only {first} to {self._ring.head} is in the ring to stay"
            )
        return start

    def _rendered(self, mixer: Mixer) -> Samples:
        out = np.empty((self._geometry.block_frames, CHANNELS), np.float32)
        mixer.pump(out)
        return out

    def _as_it_was(self, mixer: Mixer) -> bool:
        """Render the next block; whether the ring holds the same there (a block that is damaged too says nothing)."""
        frame = mixer.frame
        made = self._rendered(mixer)
        return self._held(frame) == made.tobytes() or not self._ring.whole(frame)

    def _write(self, frame: int, samples: Samples) -> None:
        """Samples, then record, as the writer does it: a reader sees the block damaged, then whole."""
        place = self._geometry.block(frame)
        self._ring.records["frame"][place] = NOTHING
        self._ring.samples[place] = samples
        self._ring.records["check"][place] = checksum(samples.data, frame)
        self._ring.records["frame"][place] = frame
