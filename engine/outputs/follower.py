"""Follows the ring at a distance behind the station's clock. Time is passed in, in nanoseconds of
CLOCK_MONOTONIC.

While the engine is away the ring's last seconds, which is what the distance is for, keep the sound going.
When they are used up nothing is sent for the grace, which players' own buffers bridge; from then on the ident
goes out, as much as real time asks for, because players give up on a stream that stays silent. When the
engine is back and has caught up, the follower goes on at its distance, as if it had never left.

Encoders ask less for much at once, so what is due soon is given along with what is due; then nothing until that is
due."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np

from engine.outputs.foresight import Foresight
from engine.outputs.grid import Grid
from engine.ring.reader import SECOND, RingReader
from engine.ring.ring import Samples

CHUNK = 65_536  # frames handed on at once, at most: a second and a half, 5 to 15 ms of encoding
CATCH_UP = 4  # seconds that are made up for at once; a process that slept longer goes on at its distance instead
JOIN = 256  # frames over which a jump is smoothed: 6 ms, too short to hear as a fade, long enough not to click

MIRROR = 4_096  # frames of sound that stand for a lost block at most, to and fro


class Piece(NamedTuple):
    """Samples (frames, 2) to send next. ``frame``: the programme frame of the first, None while it is the
    ident."""

    samples: Samples
    frame: int | None


class Follower:
    """``distance``, ``grace`` and ``ahead``, what is given before it is due, in frames; ``ident``: PCM (frames, 2) that
    loops; ``grid``: where it may jump to."""

    def __init__(  # noqa: PLR0913  made in one place
        self,
        sample_rate: int,
        distance: int,
        grace: int,
        ident: Samples,
        grid: Grid = Grid(),  # noqa: B008  it is frozen
        *,
        ahead: int = 0,
    ) -> None:
        self.sample_rate = sample_rate
        self.distance = distance
        self.grace = grace
        self.ahead = ahead
        self.position: int | None = None  # the programme frame to read next
        self.skipped = 0  # programme frames that were never sent
        self.damaged = 0  # blocks that were not as written, and not rendered again in time
        self.away = 0  # frames of ident sent because there was nothing else
        self.waits_for: int | None = None  # the damaged block that it has come to
        self.steady = False  # whether the last pull left nothing undone that was due, of the programme
        self._at_it = False  # whether it gave any of that
        self._waits_since = 0
        self._foresight = Foresight()
        self._backlog = 0  # frames behind its target from which it begins on purpose
        self._given = 0  # frames handed on
        self._ident = ident
        self._grid = grid
        self._place = 0  # in the ident
        self._recent: Samples = np.zeros((1, 2), np.float32)
        self._jumped = True
        self._owed: Callable[[int], int] | None = None  # frames of ident due by a time, less those sent

    @property
    def state(self) -> str:
        """ "on air", or "ident" while there is nothing to follow."""
        return "on air" if self._owed is None else "ident"

    def begin(self, position: int, target: int) -> None:
        """Read from ``position`` on, however far that lies behind ``target``, where it would be by now. Who hears it
        has heard what comes before, or nothing."""
        self.position, self._jumped = position, False
        self._backlog = target - position + self.sample_rate

    def target(self, ring: RingReader, now: int) -> int:
        """Where to be at ``now``."""
        return ring.clock(now) - self.distance

    def pull(self, ring: RingReader | None, now: int) -> Iterator[Piece]:
        """What is to be sent by ``now`` and was not given yet, in pieces of at most CHUNK frames; what is at hand goes
        with it."""
        self.steady = self._at_it = False
        if self._owed is None and self._starved(ring, now):
            self._start_ident(ring, now)
        if self._owed is not None:
            yield from self._fill(self._owed(now))
            if ring is not None and self._back(ring, now):
                self._owed = None
        elif ring is not None:
            yield from self._programme(ring, now)

    def read_ahead(self, ring: RingReader, now: int) -> Iterator[Piece]:
        """What is due soon, as far as it is there and whole, if the last pull gave anything: while an encoder is at it,
        a second more is cheap."""
        if not (self._at_it and self.steady) or self.position is None:
            return
        end = min(self.target(ring, now) + self.ahead, ring.head)
        while self.position < end:
            samples = self._foresight.take(ring, self.position, min(CHUNK, end - self.position))
            if not len(samples):
                return
            yield self._programme_piece(samples)

    def look_ahead(self, ring: RingReader, now: int) -> int | None:
        """The first damaged block of what is due within a second, each told once: in time to be rendered again before
        anybody hears it."""
        if self.position is None or self._owed is not None:
            return None
        until = self.target(ring, now) + max(self.ahead, self.sample_rate)
        return self._foresight.look(ring, self.position, until)

    def _starved(self, ring: RingReader | None, now: int) -> bool:
        if ring is None or self.position is None:
            return True
        due = min(self.target(ring, now) - self.position, self.grace + 1)
        return due > self.grace and ring.head <= self.position

    def _start_ident(self, ring: RingReader | None, now: int) -> None:
        known = ring is not None and self.position is not None
        debt = self.target(ring, now) - (self.position or 0) if known and ring else 0
        sent = self.away
        self._owed = lambda later: debt + (later - now) * self.sample_rate // SECOND - (self.away - sent)
        self._place, self._jumped = 0, True

    def _back(self, ring: RingReader, now: int) -> bool:
        target = self.target(ring, now)
        position = ring.tail if self.position is None else self.position
        begin = self._grid.after(max(target, ring.tail), self._given)
        if not max(begin, position) < ring.head or target < position:
            return False
        if self.position is not None:
            self.skipped += begin - self.position
        self.position, self._jumped = begin, True
        return True

    def _programme(self, ring: RingReader, now: int) -> Iterator[Piece]:
        assert self.position is not None
        target = self.target(ring, now)
        self._keep_near(ring, target)
        end = min(target + self.ahead, ring.head)
        while self.position < min(target, end):
            samples = self._foresight.take(ring, self.position, min(CHUNK, end - self.position))
            if len(samples):
                self.waits_for = None
                yield self._programme_piece(samples)
            elif len(samples := self._concealed(ring, now)):
                yield self._programme_piece(samples)
                self._jumped = True
            else:
                return
        self._backlog = 0
        self.steady = self.position >= target

    def _programme_piece(self, samples: Samples) -> Piece:
        assert self.position is not None
        piece = Piece(self._joined(samples), self.position)
        self.position += len(samples)
        self._at_it = True
        return piece

    def _concealed(self, ring: RingReader, now: int) -> Samples:
        """What stands for the rest of a damaged block once the grace is over: the sound before it, mirrored, so that
        nothing clicks and time goes on. Until then nothing: it may be rendered again."""
        assert self.position is not None
        block = ring.block_start(self.position)
        if self.waits_for != block:
            self.waits_for, self._waits_since = block, now
        if (now - self._waits_since) * self.sample_rate < self.grace * SECOND:
            return self._recent[:0]
        count = block + ring.geometry.block_frames - self.position
        self.damaged += 1
        self.skipped += count
        return np.pad(self._recent[-MIRROR:], ((0, count), (0, 0)), "symmetric")[-count:]

    def _keep_near(self, ring: RingReader, target: int) -> None:
        assert self.position is not None
        late = target - self.position > max(CATCH_UP * self.sample_rate, self._backlog)
        begin = self._grid.after(max(ring.tail, target), self._given)
        if ring.head > begin and (late or self.position < ring.tail):
            self.skipped += begin - self.position
            self.position, self._jumped = begin, True

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
            samples[:length] = samples[:length] * rise + self._recent[-1] * (1 - rise)
            self._jumped = False
        long = len(samples) >= MIRROR
        self._recent = samples if long else np.concatenate((self._recent, samples))[-MIRROR:]
        self._given += len(samples)
        return samples
