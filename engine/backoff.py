"""How long to wait before what has failed is started again."""

FIRST_PAUSE = 0.0  # the first restart is at once: the ring holds only so many seconds
LONGEST_PAUSE = 15.0
HEALTHY_AFTER = 30.0  # seconds of life after which a death counts as the first again


class Backoff:
    """At once, then doubling from 0.25 s up to a bound; a healthy life forgets."""

    def __init__(self) -> None:
        self._deaths = 0

    def after(self, lived: float) -> float:
        """Seconds to wait after a life of ``lived`` seconds."""
        self._deaths = 1 if lived >= HEALTHY_AFTER else self._deaths + 1
        return FIRST_PAUSE if self._deaths == 1 else min(0.25 * 2.0 ** (self._deaths - 2), LONGEST_PAUSE)
