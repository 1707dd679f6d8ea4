"""How far the outputs have come, in shared memory beside the ring: it outlives the process, whatever ends it.

Two slots are written in turns, each with a number and a checksum: one is whole whenever the writer dies."""

import mmap
import os
import struct
import zlib
from pathlib import Path

from msgspec import Struct

from engine.logs import logger

MAGIC = b"EVERSENT"
SLOT = struct.Struct("<8sqqqI4x")  # magic, number, sample rate, position, checksum
SLOT_BYTES = 64  # a cache line
CHECKED = SLOT.size - 8

log = logger(__name__)


class Place(Struct, frozen=True):
    """``position``: the programme frame that is to be read next."""

    sample_rate: int
    position: int


class PlaceKeeper:
    """Keeps the place at ``path``. Without room in shared memory it keeps nothing, and says so once."""

    def __init__(self, path: Path) -> None:
        self._memory = _mapped(path)
        self._number = 0
        self.found = self.newest()  # where the process before this one stopped

    def keep(self, place: Place) -> None:
        """``place`` is where to go on from now on."""
        if self._memory is None:
            return
        self._number += 1
        at = self._number % 2 * SLOT_BYTES
        facts = (MAGIC, self._number, place.sample_rate, place.position)
        check = zlib.crc32(SLOT.pack(*facts, 0)[:CHECKED])
        SLOT.pack_into(self._memory, at, *facts, check)

    def newest(self) -> Place | None:
        """What is kept by now, by whichever process."""
        slots = [slot for which in (0, 1) if (slot := self._slot(which))]
        if not slots:
            return None
        self._number, place = max(slots, key=lambda slot: slot[0])
        return place

    def _slot(self, which: int) -> tuple[int, Place] | None:
        if self._memory is None:
            return None
        raw = self._memory[which * SLOT_BYTES : which * SLOT_BYTES + SLOT.size]
        magic, number, *facts, check = SLOT.unpack(raw)
        if magic != MAGIC or check != zlib.crc32(raw[:CHECKED]):
            return None
        return number, Place(*facts)


def _mapped(path: Path) -> mmap.mmap | None:
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            os.posix_fallocate(file, 0, 2 * SLOT_BYTES)
            return mmap.mmap(file, 2 * SLOT_BYTES)
        finally:
            os.close(file)
    except OSError as error:
        log.warning("the outputs' place can't be kept: a restart goes on at the distance", why=str(error))
        return None
