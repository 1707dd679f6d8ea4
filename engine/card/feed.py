"""What a card asks for, from the ring. Time is passed in: a test is the card."""

import math

import numpy as np
from numpy.typing import NDArray

from engine.card.drift import MOST, Drift
from engine.card.fifo import Fifo
from engine.card.settings import CardSettings
from engine.outputs.follower import Follower
from engine.pcm import ident
from engine.programme import sinc
from engine.ring.reader import RingReader
from engine.ring.ring import Samples
from engine.units import to_frames
from ext.between import read_between

LOOK = sinc.TAPS - sinc.BEHIND  # frames that must be there behind the last one that is read
GRACE = 0.25  # seconds without an engine, behind which the ident plays: a room is not left silent for long
SETTLES = 2.0  # seconds in which `behind` follows: a card calls a little sooner or later each time
FADE = 128  # frames of a fade where there is nothing to play, or it goes on elsewhere: 3 ms
TOO_MUCH = 0.1  # seconds more in hand than wanted, which are stepped over instead of played off


class Feed:
    """For a card at ``rate`` frames a second. ``starved``: times that there was nothing in hand; ``skipped``: frames
    that were stepped over to be in time again; ``behind``: seconds from the station's clock to what the card is
    given."""

    def __init__(self, settings: CardSettings, rate: int) -> None:
        own = settings.sample_rate
        self.rate = rate
        self.starved = 0
        self.skipped = 0
        self.behind = 0.0
        self.follower = Follower(
            own,
            to_frames(settings.distance_seconds, own),
            to_frames(GRACE, own),
            np.array(ident.make(own)),
        )
        self.drift = Drift()
        self._own = own
        self._ratio = own / rate
        self._margin = to_frames(settings.margin_seconds, own)
        self._fifo = Fifo(room=2 * own)
        self._playing = False
        self._table, self._limits = sinc.table(), np.array(sinc.LIMITS)

    @property
    def in_hand(self) -> float:
        """Seconds of sound that wait."""
        return max(0.0, self._fifo.waiting / self._own)

    def fill(self, out: Samples, ring: RingReader | None, now: int) -> None:
        """Fill ``out`` (frames, 2), which the card plays next; ``now`` in ns of CLOCK_MONOTONIC."""
        if ring is not None and self.follower.position is None:
            self._tune_in(ring, now)
        for piece in self.follower.pull(ring, now):
            self._fifo.put(piece.samples)
        needed = len(out) * self._ratio * (1.0 + MOST) + LOOK + 1
        if not self._playing and not self._begin(needed + self._margin):
            out[:] = 0.0
        elif self._fifo.waiting < needed:
            self._run_dry(out)
        else:
            self._measure(ring, now, len(out) / self.rate)
            self._play(out, needed + self._margin)

    def _measure(self, ring: RingReader | None, now: int, seconds: float) -> None:
        if ring is not None and self.follower.position is not None:
            given = self.follower.position - self._fifo.waiting
            measured = (ring.clock(now) - given) / self._own
            self.behind += (measured - self.behind) * (min(1.0, seconds / SETTLES) if self.behind else 1.0)

    def _tune_in(self, ring: RingReader, now: int) -> None:
        """Follow the ring from here on, if it has what is due."""
        target = self.follower.target(ring, now)
        if ring.tail <= target <= ring.head:
            self.follower.begin(target, target)

    def _begin(self, wanted: float) -> bool:
        if self._fifo.waiting < wanted:
            return False
        self._fifo.move_to(self._fifo.place + math.floor(self._fifo.waiting - wanted))
        self._fade_in(FADE)
        self.drift.again()
        self.behind = 0.0
        self._playing = True
        return True

    def _play(self, out: Samples, wanted: float) -> None:
        fifo = self._fifo
        error = (fifo.waiting - wanted) / self._own
        if error > TOO_MUCH:
            self._step_over(math.floor(fifo.waiting - wanted))
            error = 0.0
        self.drift.step(error, len(out) / self.rate)
        step = self._ratio * (1.0 + self.drift.correction)
        out[:] = self._read(len(out), step)
        if step == 1.0 and not fifo.place.is_integer():
            self._come_to_rest(out)
        fifo.move_to(fifo.place + len(out) * step)

    def _read(self, count: int, step: float) -> Samples | NDArray[np.float64]:
        """``count`` frames from the place on; as they are where it goes from frame to frame."""
        fifo = self._fifo
        if step == 1.0 and fifo.place.is_integer():
            return fifo.held[int(fifo.place) : int(fifo.place) + count]
        made = np.empty((count, 2))
        read_between(self._table, self._limits, fifo.held, fifo.place, step, made)
        return made

    def _come_to_rest(self, out: Samples) -> None:
        """There is nothing to correct any more: blend from between the samples, as ``out`` has them, to the samples."""
        self._fifo.place = float(math.ceil(self._fifo.place))
        fade = min(FADE, len(out))
        rise = np.linspace(0.0, 1.0, fade, dtype=np.float32)[:, None]
        exact = self._read(len(out), 1.0)
        out[:fade] += (exact[:fade] - out[:fade]) * rise
        out[fade:] = exact[fade:]

    def _run_dry(self, out: Samples) -> None:
        """Play what there is to its end, softly; begin again when there is enough."""
        fifo = self._fifo
        there = math.floor((fifo.waiting - LOOK - 1) / self._ratio)
        count = min(len(out), max(0, there))
        out[:count] = self._read(count, self._ratio) if count else 0.0
        out[count:] = 0.0
        fade = min(FADE, count)
        out[count - fade : count] *= np.linspace(1.0, 0.0, fade, dtype=np.float32)[:, None]
        fifo.empty()
        self.starved += 1
        self._playing = False

    def _step_over(self, count: int) -> None:
        """Leave out ``count`` frames, and blend over the place."""
        fifo = self._fifo
        before = int(fifo.place)
        old = fifo.held[before : before + FADE].copy()
        fifo.move_to(fifo.place + count)
        self.skipped += count
        self._fade_in(len(old), old)

    def _fade_in(self, count: int, old: Samples | None = None) -> None:
        """Have what is played next rise over ``count`` frames, from ``old`` or from nothing."""
        place = int(self._fifo.place)
        soon = self._fifo.held[place : place + count]
        rise = np.linspace(0.0, 1.0, len(soon), dtype=np.float32)[:, None]
        soon *= rise
        if old is not None:
            soon += old[: len(soon)] * (1.0 - rise)
