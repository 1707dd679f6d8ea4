"""One card that plays, and whether it still does."""

import time
from collections.abc import Callable

import numpy as np

from engine.card.device import Cards, Device
from engine.card.feed import Feed
from engine.logs import logger
from engine.ring.reader import RingReader

LOST = 0.5  # seconds without a call: a card calls a hundred times a second

log = logger(__name__)


class Player:
    """``device`` plays what ``feed`` gives. ``ring``: the station's at a time."""

    def __init__(
        self, cards: Cards, device: Device, feed: Feed, frames: int, ring: Callable[[int], RingReader | None]
    ) -> None:
        self.device = device
        self.feed = feed
        self.calls = 0
        self.failed = False
        self._ring = ring
        self._called = time.monotonic()
        self._stream = cards.open(device, feed.rate, frames, self._give)

    def _give(self, count: int) -> bytes:
        """The card's own thread asks; what it raises would be lost."""
        out = np.zeros((count, 2), np.float32)
        now = time.monotonic_ns()
        try:
            self.feed.fill(out, self._ring(now), now)
        except Exception:
            if not self.failed:
                log.exception("filling the card failed")
            self.failed = True
        self.calls += 1
        self._called = now / 1e9
        return out.tobytes()

    @property
    def lost(self) -> bool:
        """Whether the card has stopped asking; a stream of such a card hangs whoever closes it."""
        return time.monotonic() - self._called > LOST

    @property
    def latency(self) -> float:
        """Seconds from a frame's being given to its being heard, by the card's own account."""
        return float(self._stream.get_output_latency())
