"""The tape: everything that the ring ever held, copied block by block as it came, by programme frame."""

import os
import threading
import time
from pathlib import Path

import numpy as np
from msgspec import Struct

from engine.errors import RingError
from engine.ring.reader import RingReader
from engine.ring.ring import Samples
from engine.units import CHANNELS, FRAME_BYTES

LOOK_SECONDS = 0.2  # the ring holds far more
SECOND = 1_000_000_000  # nanoseconds


class Anchor(Struct, frozen=True):
    """From frame ``frame`` on the station's clock had this ``epoch``: CLOCK_MONOTONIC of frame 0, ns."""

    frame: int
    epoch: int


class Tape:
    """Copies the ring at ``ring`` into the sparse file ``path``, in a thread of its own."""

    def __init__(self, ring: Path, path: Path) -> None:
        self._ring_path = ring
        self._reader = RingReader.open(ring)
        self.sample_rate = self._reader.sample_rate
        self.start = self._reader.tail
        self.end = self.start
        self.holes: list[tuple[int, int]] = []  # frames that nobody could have read
        self.anchors: list[Anchor] = []
        self._path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tape", daemon=True)

    def roll(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End behind what the ring holds now."""
        self._stopped.set()
        self._thread.join()
        self.catch_up()

    def _run(self) -> None:
        while not self._stopped.wait(LOOK_SECONDS):
            self.catch_up()

    def catch_up(self) -> int:
        """Copy what has come; the frame up to which there is a copy."""
        with self._lock:
            if self._reader.replaced():
                self._reopen()
            self._anchor()
            self._copy(self._reader.head)
            return self.end

    def _reopen(self) -> None:
        try:
            self._reader = RingReader.open(self._ring_path)
        except RingError:  # not there yet: the old one is all there is
            return

    def _anchor(self) -> None:
        epoch = int(self._reader.ring.header["epoch"][0])
        if not self.anchors or self.anchors[-1].epoch != epoch:
            self.anchors.append(Anchor(self.end, epoch))

    def _copy(self, head: int) -> None:
        size = self._reader.geometry.block_frames
        if self._reader.tail > self.end:
            self.holes.append((self.end, self._reader.tail))
            self.end = self._reader.tail
        while self.end < head:
            last = min(head, self._reader.block_start(self.end) + size)
            try:
                self._write(self.end, self._reader.read(self.end, last - self.end))
            except RingError:
                self.holes.append((self.end, last))
            self.end = last

    def _write(self, frame: int, samples: Samples) -> None:
        os.pwrite(self._file, samples.tobytes(), (frame - self.start) * FRAME_BYTES)

    def pcm(self) -> Samples:
        """All of it, (frames, 2), mapped; the first is frame ``start``, holes are silent."""
        frames = self.end - self.start
        os.ftruncate(self._file, frames * FRAME_BYTES)
        return np.memmap(self._path, np.float32, "r", shape=(frames, CHANNELS))

    def due(self, frame: int) -> int:
        """When the station's clock reached ``frame``: CLOCK_MONOTONIC, ns."""
        epoch = next(
            (anchor.epoch for anchor in reversed(self.anchors) if anchor.frame <= frame), self.anchors[0].epoch
        )
        return epoch + frame * SECOND // self.sample_rate

    def clock(self) -> int:
        """The frame that the station's clock has reached now."""
        return (time.monotonic_ns() - self.anchors[-1].epoch) * self.sample_rate // SECOND
