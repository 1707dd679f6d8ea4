"""Follows the ring at a distance behind the station's clock. Time is passed in, in nanoseconds of
CLOCK_MONOTONIC.

While the engine is away the ring's last seconds, which is what the distance is for, keep the sound going.
When they are used up nothing is sent for the grace, which players' own buffers bridge; from then on the ident
goes out, as much as real time asks for, because players give up on a stream that stays silent. When the
engine is back and has caught up, the follower goes on at its distance, as if it had never left."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from engine.errors import RingError
from engine.ring import Samples
from engine.ring_reader import SECOND, RingReader

CHUNK = 1024  # frames handed on at once, at most
CATCH_UP = 4  # seconds that are made up for at once; a process that slept longer goes on at its distance instead
JOIN = 256  # frames over which a jump is smoothed: 6 ms, too short to hear as a fade, long enough not to click


class Piece(NamedTuple):
    """Samples (frames, 2) to send next. ``frame``: the programme frame of the first, None while it is the
    ident."""

    samples: Samples
    frame: int | None


class Follower:
    """``distance`` and ``grace`` in frames; ``ident``: PCM (frames, 2) that loops; ``ring``: the ring by now,
    if any."""

    def __init__(self, sample_rate: int, distance: int, grace: int, ident: Samples) -> None:
        self.sample_rate = sample_rate
        self.distance = distance
        self.grace = grace
        self.position: int | None = None  # the programme frame to read next
        self.skipped = 0  # programme frames that were never sent
        self.damaged = 0  # blocks that were not as written
        self.away = 0  # frames of ident sent because there was nothing else
        self._ident = ident
        self._place = 0  # in the ident
        self._last = np.zeros(2, np.float32)
        self._jumped = True
        self._owed: Callable[[int], int] | None = None  # frames of ident due by a time, less those sent

    @property
    def state(self) -> str:
        """ "on air", or "ident" while there is nothing to follow."""
        return "on air" if self._owed is None else "ident"

    def pull(self, ring: RingReader | None, now: int) -> Iterator[Piece]:
        """What is to be sent by ``now``, in pieces of at most CHUNK frames."""
        if self._owed is None and self._starved(ring, now):
            self._start_ident(ring, now)
        if self._owed is not None:
            yield from self._fill(self._owed(now))
            if ring is not None and self._back(ring, now):
                self._owed = None
        elif ring is not None:
            yield from self._programme(ring, now)

    def _target(self, ring: RingReader, now: int) -> int:
        return ring.clock(now) - self.distance

    def _starved(self, ring: RingReader | None, now: int) -> bool:
        if ring is None or self.position is None:
            return True
        due = min(self._target(ring, now) - self.position, self.grace + 1)
        return due > self.grace and ring.head <= self.position

    def _start_ident(self, ring: RingReader | None, now: int) -> None:
        known = ring is not None and self.position is not None
        debt = self._target(ring, now) - (self.position or 0) if known and ring else 0
        sent = self.away
        self._owed = lambda later: debt + (later - now) * self.sample_rate // SECOND - (self.away - sent)
        self._place, self._jumped = 0, True

    def _back(self, ring: RingReader, now: int) -> bool:
        target = self._target(ring, now)
        position = ring.tail if self.position is None else self.position
        if not max(target, position) < ring.head or target < position:
            return False
        if self.position is not None:
            self.skipped += target - self.position
        self.position, self._jumped = max(target, ring.tail), True
        return True

    def _programme(self, ring: RingReader, now: int) -> Iterator[Piece]:
        assert self.position is not None
        target = self._target(ring, now)
        self._keep_near(ring, target)
        end = min(target, ring.head)
        while self.position < end:
            count = min(CHUNK, end - self.position)
            try:
                samples = ring.read(self.position, count)
            except RingError:
                self._skip_to(ring.block_start(self.position) + ring.geometry.block_frames)
                self.damaged += 1
                continue
            yield Piece(self._joined(samples), self.position)
            self.position += count

    def _keep_near(self, ring: RingReader, target: int) -> None:
        assert self.position is not None
        late = target - self.position > CATCH_UP * self.sample_rate
        if ring.head > max(ring.tail, target) and (late or self.position < ring.tail):
            self._skip_to(max(ring.tail, target))

    def _skip_to(self, frame: int) -> None:
        assert self.position is not None
        self.skipped += frame - self.position
        self.position, self._jumped = frame, True

    def _fill(self, owed: int) -> Iterator[Piece]:
        while owed > 0:
            count = min(CHUNK, owed, len(self._ident) - self._place)
            samples = self._ident[self._place : self._place + count]
            self._place = (self._place + count) % len(self._ident)
            self.away += count
            owed -= count
            yield Piece(self._joined(samples.copy()), None)

    def _joined(self, samples: Samples) -> Samples:
        """``samples``, led in from the last sample before a jump, so that it does not click."""
        if self._jumped:
            length = min(JOIN, len(samples))
            rise = (np.arange(1, length + 1, dtype=np.float32) / length)[:, None]
            samples[:length] = samples[:length] * rise + self._last * (1 - rise)
            self._jumped = False
        self._last = samples[-1].copy()
        return samples
