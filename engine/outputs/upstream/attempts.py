"""Keeps an output connected: again and again, a little later each time, and says once what keeps it from it."""

import asyncio
from collections.abc import Awaitable, Callable

from engine.backoff import Backoff
from engine.errors import OutputTrouble
from engine.logs import logger
from engine.mounts import Mount

log = logger(__name__)


class Attempts:
    """``trouble``: why ``place`` does not get the sound, None while it does; ``stalled``: times that it did not read,
    or not fast enough; ``settled``: whether it takes the sound, and goes on doing so."""

    def __init__(self, place: Mount) -> None:
        self.place = place
        self.trouble: OutputTrouble | None = None
        self.stalled = 0
        self.settled = False

    async def keep(self, live: Callable[[], Awaitable[None]]) -> None:
        """One connection behind the other, each as long as ``live``; for ever."""
        clock, backoff = asyncio.get_running_loop().time, Backoff()
        while True:
            began, least, most = clock(), 0.0, 15.0
            try:
                await live()
            except OutputTrouble as trouble:
                self._give_up(trouble)
                least, most = trouble.least, trouble.most
            except Exception:
                log.exception("an output failed", output=self.place.where)
            finally:
                self.settled = False
            await asyncio.sleep(min(max(backoff.after(clock() - began), least), most))

    def _give_up(self, trouble: OutputTrouble) -> None:
        self.stalled += trouble.state == "stalled"
        if self.trouble is None or self.trouble.state != trouble.state:
            log.warning("an output does not get the sound", output=self.place.where, why=str(trouble))
        self.trouble = trouble

    def settle(self) -> None:
        """It takes the sound."""
        if not self.settled:
            log.info("an output gets the sound", output=self.place.where)
        self.trouble, self.settled = None, True

    def slow(self, seconds: float) -> None:
        """It took less than there was: so much was left out."""
        self.stalled += 1
        log.warning("an output is slower than the sound", output=self.place.where, left_out_seconds=round(seconds, 1))
