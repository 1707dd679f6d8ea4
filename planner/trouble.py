"""A trouble that lasts is said once, not at every attempt, and so is its end."""

from typing import Any

import structlog

log = structlog.get_logger()

AGAIN = 300.0  # seconds without it, after which the same trouble is worth a line again


class Trouble:
    """``what`` can't be done for a while; ``after``: the line that says that it is over."""

    def __init__(self, what: str, after: str) -> None:
        self._what = what
        self._after = after
        self._why = ""
        self._last = 0.0

    def met(self, error: Exception, now: float, **facts: Any) -> None:
        """It was met (again) at ``now``, in seconds of any clock; said when it is another than last time, or when it
        had been away."""
        why = str(error)
        if why != self._why or now - self._last > AGAIN:
            log.error(self._what, why=why, **facts)
        self._why, self._last = why, now

    def over(self) -> None:
        """It went well; said when it did not before."""
        if self._why:
            log.info(self._after)
        self._why = ""
