"""What is sent soon, read a second ahead: in time to have a damaged block rendered again before anybody hears it. Each
block is looked at and copied once; what happens to it in the ring from then on is not heard."""

import numpy as np

from engine.ring.reader import RingReader
from engine.ring.ring import Samples


class Foresight:
    """Programme frames that were read and are not sent yet."""

    def __init__(self) -> None:
        self._held: Samples = np.empty((0, 2), np.float32)
        self._start = 0  # the programme frame of the first that is held
        self._looked = 0  # everything before this frame was looked at
        self._ring: RingReader | None = None

    def take(self, ring: RingReader, frame: int, count: int) -> Samples:
        """Frames from ``frame`` on, ``count`` at most, up to the first block that is not as written; none where that
        is the first."""
        self._watch(ring)
        place = frame - self._start
        if 0 <= place < len(self._held):
            return self._held[place : place + count]
        if place < 0 and len(self._held):
            count = min(count, -place)
        return ring.read_whole(frame, count)

    def look(self, ring: RingReader, frame: int, until: int) -> int | None:
        """Read on up to ``until``, of what is sent from ``frame`` on. The first damaged block, each told once."""
        self._watch(ring)
        begin, end = max(self._looked, frame, ring.tail), min(until, ring.head)
        if begin >= end:
            return None
        end = min(ring.block_start(end - 1) + ring.geometry.block_frames, ring.head)
        found = ring.read_whole(begin, end - begin)
        self._hold(found, frame, begin)
        self._looked = end
        if len(found) == end - begin:
            return None
        damaged = ring.block_start(begin + len(found))
        self._looked = damaged + ring.geometry.block_frames
        return damaged

    def _hold(self, found: Samples, frame: int, begin: int) -> None:
        """Keep what goes on from what is held and not sent; where it does not, that is kept first."""
        sent = max(0, frame - self._start)
        left = self._held[sent:]
        if not len(left):
            self._held, self._start = found, begin
        elif self._start + len(self._held) == begin:
            self._held, self._start = np.concatenate((left, found)), self._start + sent

    def _watch(self, ring: RingReader) -> None:
        """Forget everything where another ring has taken the place of the last one."""
        if ring is not self._ring:
            self._ring, self._looked, self._held = ring, 0, self._held[:0]
