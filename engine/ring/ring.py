"""The ring: the newest seconds of sound, in a file in shared memory that outlives its writer (engine.ring.geometry has
its layout).

The writer invalidates a block's record, fills the block, writes its record, then the snapshot, then the head. A reader
trusts none of these alone: the record must name the frame asked for, before and after the copy, and the checksum must
fit the copy. So no memory barrier is needed, and a torn or corrupt block is never heard.
"""

import mmap
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import RingError
from engine.ring.geometry import HEADER, HEADER_BYTES, RECORD, SLOT, Geometry, offset
from engine.units import CHANNELS

MAGIC = b"EVERRING"
VERSION = 2
NOTHING = -1  # the frame tag of a block or snapshot that is not whole
CONSTANT = ("sample_rate", "block_frames", "block_count", "snapshot_bytes", "every", "start")

Samples = NDArray[np.float32]


class Ring:
    """The mapped file, as views: ``header`` (1,), ``records`` (blocks,), ``samples`` (blocks, frames,
    channels)."""

    def __init__(self, file: int, geometry: Geometry, *, writable: bool) -> None:
        access = mmap.ACCESS_WRITE if writable else mmap.ACCESS_READ
        self.geometry = geometry
        self.inode = os.fstat(file).st_ino
        self.memory = mmap.mmap(file, geometry.file_bytes, access=access)
        shape = (geometry.block_count, geometry.block_frames, CHANNELS)
        self.header: NDArray[Any] = np.frombuffer(self.memory, HEADER, 1)
        self._head = memoryview(self.memory)[offset("head") : offset("head") + 8].cast("q")  # it is asked for often
        self.records: NDArray[Any] = np.frombuffer(self.memory, RECORD, geometry.block_count, geometry.records_at)
        self.samples: Samples = np.frombuffer(
            self.memory, np.float32, geometry.frames * CHANNELS, geometry.samples_at
        ).reshape(shape)

    @property
    def head(self) -> int:
        """The first frame that is not there yet."""
        return self._head[0]

    @property
    def tail(self) -> int:
        """The first frame that is still there; the block behind it is the one being written over."""
        return max(self.geometry.start, self.head - self.geometry.frames + self.geometry.block_frames)

    def whole(self, frame: int) -> bool:
        """Whether the block that starts at ``frame`` is in the ring, untouched."""
        place = self.geometry.block(frame)
        record = self.records[place]
        return bool(record["frame"] == frame and record["check"] == checksum(self.samples[place].data, frame))

    def slot(self, which: int) -> tuple[NDArray[Any], memoryview]:
        """The head (1,) and the room of a snapshot: the newest are slots 0 and 1, the history follows."""
        start = HEADER_BYTES + which * self.geometry.slot_bytes
        head = np.frombuffer(self.memory, SLOT, 1, start)
        body = memoryview(self.memory)[start + SLOT.itemsize : start + self.geometry.slot_bytes]
        return head, body

    def snapshot(self, which: int) -> tuple[int, bytes] | None:
        """The frame and the bytes of the snapshot in slot ``which``, None when it is not whole."""
        head, body = self.slot(which)
        frame, length = int(head["frame"][0]), int(head["length"][0])
        data = bytes(body[: min(length, self.geometry.snapshot_bytes)])
        if frame == NOTHING or len(data) != length or checksum(data, frame) != head["check"][0]:
            return None
        return frame, data

    def snapshots(self) -> list[tuple[int, bytes]]:
        """Every whole snapshot, the newest first."""
        return sorted({one for which in range(self.geometry.slots) if (one := self.snapshot(which))}, reverse=True)

    def snapshot_before(self, frame: int) -> tuple[int, bytes] | None:
        """The newest whole snapshot at or before ``frame``: from its frame and its state on, everything up to the head
        can be rendered again. There is one for every frame in the ring, unless it is damaged: then None."""
        tags = [(int(self.slot(which)[0]["frame"][0]), which) for which in range(self.geometry.slots)]
        for at, which in sorted(((at, which) for at, which in tags if at <= frame), reverse=True):
            found = self.snapshot(which)
            if found is not None and found[0] == at:
                return found
        return None


def checksum(data: memoryview | bytes, frame: int) -> int:
    """CRC-32 of ``data``, seeded with its frame, so that a whole block in the wrong place is wrong too."""
    return zlib.crc32(data, frame & 0xFFFFFFFF)


def constant_check(header: NDArray[Any]) -> int:
    """The checksum of the header's constant part."""
    return zlib.crc32(header.tobytes()[: offset("check")])


def read_geometry(path: Path) -> Geometry:
    """What the ring at ``path`` holds. Raises RingError when it is missing, foreign or damaged."""
    try:
        with path.open("rb") as file:
            raw, size = file.read(HEADER_BYTES), path.stat().st_size
    except OSError as error:
        raise RingError(f"no ring at {path} ({error.strerror}): is the engine running?") from error
    if len(raw) < HEADER_BYTES:
        raise RingError(f"{path} is not a ring: remove it and start the engine again")
    header = np.frombuffer(raw, HEADER, 1)
    if header["magic"][0] != MAGIC or header["version"][0] != VERSION:
        raise RingError(f"{path} is no ring of this version of Everset: remove it and start the engine again")
    if header["check"][0] != constant_check(header) or header["channels"][0] != CHANNELS:
        raise RingError(f"the header of {path} is damaged: remove it and start the engine again")
    geometry = Geometry(**{name: int(header[name][0]) for name in CONSTANT})
    if size != geometry.file_bytes:
        raise RingError(f"{path} was cut to {size} bytes: remove it and start the engine again")
    return geometry


def open_ring(path: Path, *, writable: bool) -> Ring:
    """Map the ring at ``path``. Raises RingError as :func:`read_geometry` does."""
    geometry = read_geometry(path)
    return with_file(path, os.O_RDWR if writable else os.O_RDONLY, lambda f: Ring(f, geometry, writable=writable))


def with_file(path: Path, flags: int, use: Callable[[int], Ring]) -> Ring:
    """``use`` on the open descriptor of ``path``; a mapping does not need it any longer."""
    try:
        file = os.open(path, flags | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise RingError(f"can't open the ring {path}: {error.strerror}") from error
    try:
        return use(file)
    finally:
        os.close(file)


def create_ring(path: Path, geometry: Geometry, *, epoch: int, generation: int) -> Ring:
    """Make the ring at ``path``, in place of one that may be there; who has the old one mapped keeps it.

    Memory is claimed at once: a full /dev/shm is a RingError here, where it would be a SIGBUS at the first
    write."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".fresh")
    fresh.unlink(missing_ok=True)

    def fill(file: int) -> Ring:
        try:
            os.posix_fallocate(file, 0, geometry.file_bytes)
        except OSError as error:
            fresh.unlink(missing_ok=True)
            megabytes = geometry.file_bytes / 1e6
            raise RingError(f"{path.parent} has no room for a ring of {megabytes:.0f} MB: {error.strerror}") from error
        ring = Ring(file, geometry, writable=True)
        write_header(ring, epoch, generation)
        return ring

    ring = with_file(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, fill)
    fresh.replace(path)
    return ring


def write_header(ring: Ring, epoch: int, generation: int) -> None:
    """Fill an empty ring's header and mark everything in it as not there."""
    header, geometry = ring.header, ring.geometry
    header["magic"], header["version"], header["channels"] = MAGIC, VERSION, CHANNELS
    for name in CONSTANT:
        header[name] = getattr(geometry, name)
    header["check"] = constant_check(header)
    header["generation"], header["epoch"], header["head"] = generation, epoch, geometry.start
    ring.records["frame"] = NOTHING
    for which in range(geometry.slots):
        ring.slot(which)[0]["frame"] = NOTHING
