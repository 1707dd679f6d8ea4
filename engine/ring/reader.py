"""An output's side of the ring: whole blocks or an error, never garbage."""

from pathlib import Path

import numpy as np

from engine.errors import RingError
from engine.ring.geometry import Geometry
from engine.ring.ring import Ring, Samples, open_ring
from engine.units import CHANNELS
from ext.reading import read_blocks

SECOND = 1_000_000_000  # nanoseconds


class RingReader:
    """Reads any frames that are still in the ring; any number of readers, none of which the writer knows."""

    def __init__(self, ring: Ring, path: Path) -> None:
        self.ring = ring
        self.path = path

    @classmethod
    def open(cls, path: Path) -> "RingReader":
        """Raises RingError when there is no ring, or none of ours."""
        return cls(open_ring(path, writable=False), path)

    @property
    def geometry(self) -> Geometry:
        return self.ring.geometry

    @property
    def sample_rate(self) -> int:
        return self.ring.geometry.sample_rate

    @property
    def head(self) -> int:
        """The first frame that is not there yet."""
        return self.ring.head

    @property
    def tail(self) -> int:
        """The first frame that is still there."""
        return self.ring.tail

    @property
    def generation(self) -> int:
        """Rises with every engine that takes the ring."""
        return int(self.ring.header["generation"][0])

    def clock(self, now: int) -> int:
        """The frame of the station's clock at CLOCK_MONOTONIC ``now``, in nanoseconds."""
        return (now - int(self.ring.header["epoch"][0])) * self.sample_rate // SECOND

    def replaced(self) -> bool:
        """Whether another ring lies at the path by now (or none): this one will never grow again."""
        try:
            return self.path.stat().st_ino != self.ring.inode
        except OSError:
            return True

    def read(self, frame: int, count: int) -> Samples:
        """A copy of frames ``[frame, frame + count)``, (count, 2). Raises RingError when any of them is not
        there."""
        if frame < self.tail or frame + count > self.head:
            raise RingError(f"frames {frame} to {frame + count} are not in the ring ({self.tail} to {self.head})")
        out = self.read_whole(frame, count)
        if len(out) < count:
            damaged = self.block_start(frame + len(out))
            raise RingError(f"the block at frame {damaged} is damaged or overwritten: go on behind it")
        return out

    def read_whole(self, frame: int, count: int) -> Samples:
        """The same as far as it is as written: up to the first block that is damaged or overwritten."""
        start = self.block_start(frame)
        blocks = self.geometry.turn(frame + count - 1) - self.geometry.turn(start) + 1
        return self._blocks(start, blocks).reshape(-1, CHANNELS)[frame - start : frame - start + count]

    def block_start(self, frame: int) -> int:
        """The first frame of the block that holds ``frame``."""
        return frame - (frame - self.geometry.start) % self.geometry.block_frames

    def _blocks(self, start: int, count: int) -> Samples:
        """A copy of ``count`` blocks, (blocks, frames, 2), without those from the first damaged one on."""
        geometry = self.geometry
        copy = np.empty((count, geometry.block_frames, CHANNELS), np.float32)
        whole = read_blocks(
            self.ring.memory,
            copy,
            records=geometry.records_at,
            samples=geometry.samples_at,
            start=geometry.start,
            block_frames=geometry.block_frames,
            block_count=geometry.block_count,
            frame=start,
        )
        return copy[:whole]
