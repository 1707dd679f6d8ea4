"""What a ring holds and where in its file each part lies.

In bytes from the start of the file::

    header       4096             what the ring is (constant, with a checksum), then generation, epoch and head
    snapshots    2 × slot         the mixer's state behind a block, in turns: one is whole whenever the writer dies
    history      kept × slot      the state behind every ``every``-th block, for all the time that the ring holds
    records      16 × blocks      which frame a block starts with, and the checksum of its samples
    samples      blocks × block   interleaved float32
"""

import numpy as np
from msgspec import Struct

from engine.units import CHANNELS

HEADER_BYTES = 4096
NEWEST = 2  # snapshots of the last blocks, in turns

HEADER = np.dtype(
    [
        ("magic", "S8"),
        ("version", "<u4"),
        ("sample_rate", "<u4"),
        ("channels", "<u4"),
        ("block_frames", "<u4"),
        ("block_count", "<u4"),
        ("snapshot_bytes", "<u4"),
        ("every", "<u4"),
        ("unused", "<u4"),
        ("start", "<i8"),
        ("check", "<u8"),  # of everything above
        ("generation", "<i8"),
        ("epoch", "<i8"),
        ("head", "<i8"),
    ],
    align=True,  # a head that is one aligned store can't be read by halves
)
RECORD = np.dtype([("frame", "<i8"), ("check", "<u4"), ("unused", "<u4")], align=True)
SLOT = np.dtype([("frame", "<i8"), ("length", "<u4"), ("check", "<u4")], align=True)


def offset(field: str) -> int:
    """Where in the file a field of the header lies, in bytes."""
    assert HEADER.fields is not None
    return int(HEADER.fields[field][1])


class Geometry(Struct, frozen=True, kw_only=True):
    """What a ring holds: ``block_count`` blocks of ``block_frames`` frames from programme frame ``start`` on.

    ``snapshot_bytes``: room for one state of the mixer. ``every``: blocks from one kept snapshot to the next.
    """

    sample_rate: int
    block_frames: int
    block_count: int
    snapshot_bytes: int
    start: int = 0
    every: int = 16

    @property
    def frames(self) -> int:
        """How many frames the ring can hold; the writer works on one block of them."""
        return self.block_frames * self.block_count

    @property
    def slot_bytes(self) -> int:
        """A snapshot with its head, in whole kilobytes so that what follows stays aligned."""
        return -(-(SLOT.itemsize + self.snapshot_bytes) // 1024) * 1024

    @property
    def kept(self) -> int:
        """Snapshots of the history: while one is being written, the oldest still lies before every block."""
        return -(-(self.block_count - 1) // self.every) + 2

    @property
    def remembered(self) -> int:
        """Frames behind the head that the oldest snapshot may lie: what rendering again needs to know about."""
        return self.kept * self.every * self.block_frames

    @property
    def slots(self) -> int:
        """All snapshots: the newest, then the history."""
        return NEWEST + self.kept

    @property
    def records_at(self) -> int:
        return HEADER_BYTES + self.slots * self.slot_bytes

    @property
    def samples_at(self) -> int:
        return self.records_at + self.block_count * RECORD.itemsize

    @property
    def file_bytes(self) -> int:
        return self.samples_at + self.frames * CHANNELS * 4

    def turn(self, frame: int) -> int:
        """How many blocks lie between the ring's first frame and the block that holds ``frame``."""
        return (frame - self.start) // self.block_frames

    def block(self, frame: int) -> int:
        """The index of the block that holds ``frame``."""
        return self.turn(frame) % self.block_count
