"""The engine's side of the ring: a block at a time, each with its checksum and the mixer's state behind
it."""

from pathlib import Path

import numpy as np

from engine.errors import RingError
from engine.ring.geometry import HEADER_BYTES, Geometry, offset
from engine.ring.ring import NOTHING, Ring, Samples, create_ring, open_ring
from ext.blocks import Blocks


class RingWriter:
    """Writes the block at :attr:`head`. Exactly one lives a station (engine.lease); it notices when it is not
    it."""

    def __init__(self, ring: Ring, generation: int) -> None:
        self.ring = ring
        self.generation = generation
        self.blocks = _blocks(ring, generation)

    @classmethod
    def create(cls, path: Path, geometry: Geometry, *, epoch: int, generation: int) -> "RingWriter":
        """An empty ring whose head is ``geometry.start``. ``epoch``: CLOCK_MONOTONIC of frame 0, ns. Raises
        RingError."""
        return cls(create_ring(path, geometry, epoch=epoch, generation=generation), generation)

    @classmethod
    def resume(cls, path: Path) -> "RingWriter":
        """The ring that a writer before left, with the next generation: whoever still holds the old one has
        lost it."""
        ring = open_ring(path, writable=True)
        generation = int(ring.header["generation"][0]) + 1
        ring.header["generation"] = generation
        return cls(ring, generation)

    @property
    def head(self) -> int:
        """The first frame that is not written yet."""
        return self.ring.head

    @property
    def epoch(self) -> int:
        """CLOCK_MONOTONIC of frame 0, in nanoseconds."""
        return int(self.ring.header["epoch"][0])

    @epoch.setter
    def epoch(self, value: int) -> None:
        self.ring.header["epoch"] = value

    def restore(self) -> tuple[int, bytes] | None:
        """The state to go on from: its frame, which becomes the head, and the mixer's bytes.

        It is the newest snapshot with a whole block before it. The writer may have died between a block's snapshot and
        its head: that block counts. Where the newest blocks or snapshots are damaged the head goes back, and what is
        rendered again is the same bit for bit. None when nothing was ever written, or nothing of it is whole.
        """
        latest = self.head + self.ring.geometry.block_frames
        for frame, state in self.ring.snapshots():
            if self.ring.tail <= frame <= latest and self._behind_whole(frame):
                self._go_back(frame)
                return frame, state
        return None

    def _behind_whole(self, frame: int) -> bool:
        geometry = self.ring.geometry
        return frame == geometry.start or self.ring.whole(frame - geometry.block_frames)

    def _go_back(self, frame: int) -> None:
        """Make ``frame`` the head; snapshots behind it are no longer what follows."""
        self.ring.header["head"] = frame
        self.forget_states(frame)

    def forget_states(self, frame: int = NOTHING) -> None:
        """No snapshot behind ``frame`` counts any longer."""
        for which in range(self.ring.geometry.slots):
            slot = self.ring.slot(which)[0]
            if slot["frame"][0] > frame:
                slot["frame"] = NOTHING

    def block(self) -> Samples:
        """The samples of the block at the head, (block frames, 2), to be filled and then published."""
        self.blocks.begin()
        return self.ring.samples[self.ring.geometry.block(self.head)]

    def publish(self, state: bytes) -> None:
        """The block is filled and ``state`` is the mixer's behind it. Raises RingError when the lease is
        lost."""
        self._fit(state)
        if not self.blocks.publish(state):
            raise RingError("another engine has taken this station's ring over: this one must stop")

    def keep(self, state: bytes, frame: int) -> None:
        """``state`` is the mixer's at ``frame``, the head. Raises RingError."""
        self._fit(state)
        self.blocks.keep(state, frame)

    def _fit(self, state: bytes) -> None:
        if len(state) > self.ring.geometry.snapshot_bytes:
            raise RingError(f"the mixer's state of {len(state)} bytes does not fit the ring: make the ring anew")

    @property
    def region(self) -> tuple[int, int]:
        """Address and bytes of the ring's memory."""
        start = np.frombuffer(self.ring.memory, np.uint8)
        return start.ctypes.data, len(start)


def _blocks(ring: Ring, generation: int) -> Blocks:
    geometry = ring.geometry
    return Blocks(
        ring.memory,
        head=offset("head"),
        epoch=offset("epoch"),
        generation=offset("generation"),
        records=geometry.records_at,
        samples=geometry.samples_at,
        slots=HEADER_BYTES,
        slot_bytes=geometry.slot_bytes,
        start=geometry.start,
        block_frames=geometry.block_frames,
        block_count=geometry.block_count,
        every=geometry.every,
        kept=geometry.kept,
        mine=generation,
    )
