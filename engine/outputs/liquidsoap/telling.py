"""Tells titles where they change. Liquidsoap gives a title to the sound that it reads after it was told, and it is told
on another connection: so what comes before the change is sent, then the title, then what comes behind, which puts it
some hundredths of a second about its frame. The sound waits for that a moment and no longer; a title that was not taken
in it is told again beside the sound."""

import asyncio

from engine.backoff import Backoff
from engine.errors import OutputTrouble
from engine.logs import logger
from engine.outputs.liquidsoap.feed import tell
from engine.settings import LiquidsoapInput

HOLD = 0.1  # seconds for the answer, at most; some milliseconds is usual

log = logger(__name__)


class Telling:
    """One connection's titles; the newest counts."""

    def __init__(self, place: LiquidsoapInput) -> None:
        self._place = place
        self._title: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._hold = min(HOLD, place.buffer_seconds / 4)

    async def tell(self, title: str) -> None:
        """What is sent next has this ``title``."""
        if title == self._title:
            return
        if self._title is not None:
            await asyncio.sleep(self._hold / 2)  # Liquidsoap has yet to read what was sent before
        self._title = title
        await self._tell(title)

    async def again(self) -> None:
        """Tell the newest title once more: what Liquidsoap 2.1 is told before it has begun to decode is lost."""
        if self._title is not None:
            await self._tell(self._title)

    async def _tell(self, title: str) -> None:
        self.close()
        self._task = asyncio.create_task(self._insist(title))
        await asyncio.wait({self._task}, timeout=self._hold)

    async def _insist(self, title: str) -> None:
        backoff = Backoff()
        while True:
            try:
                return await tell(self._place, title)
            except OutputTrouble as trouble:
                log.info("a title was not taken: it is told again", input=self._place.address, why=str(trouble))
            await asyncio.sleep(backoff.after(0.0))

    def close(self) -> None:
        """Stop telling."""
        if self._task is not None:
            self._task.cancel()
