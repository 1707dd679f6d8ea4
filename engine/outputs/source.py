"""The station's ring, opened as soon as there is one, and again when another lies in its place."""

from engine.errors import RingError
from engine.logs import logger
from engine.places import Places
from engine.ring.reader import SECOND, RingReader

RETRY = SECOND // 4  # between two looks at the ring's file

log = logger(__name__)


class Source:
    """``sample_rate``: the one that the outputs are made for. Time is passed in, in nanoseconds."""

    def __init__(self, places: Places, sample_rate: int) -> None:
        self._path = places.ring
        self._sample_rate = sample_rate
        self._ring: RingReader | None = None
        self._look_at = 0

    def ring(self, now: int) -> RingReader | None:
        """The ring; the old one is read until there is another at its place."""
        if now < self._look_at:
            return self._ring
        self._look_at = now + RETRY
        if self._ring is None or self._ring.replaced():
            try:
                self._ring = self._opened()
            except RingError as error:
                if self._ring is None:
                    log.debug("no ring yet", why=str(error))
        return self._ring

    def _opened(self) -> RingReader:
        ring = RingReader.open(self._path)
        if ring.sample_rate != self._sample_rate:
            raise RingError(f"the ring is at {ring.sample_rate} Hz: set the outputs' sample_rate to that")
        return ring
