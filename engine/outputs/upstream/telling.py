"""Tells titles where they change. A server gives a title to the sound that it reads after it was told, and it is told
on another connection: so what comes before the change is sent, then the title, then what comes behind, which puts it
some hundredths of a second about its frame. The sound waits for that a moment and no longer; a title that was not taken
in it is told again beside the sound."""

import asyncio
from collections.abc import Awaitable, Callable

from engine.backoff import Backoff
from engine.errors import OutputTrouble
from engine.logs import logger
from engine.mounts import Mount

HOLD = 0.1  # seconds for the answer, at most; some milliseconds is usual

log = logger(__name__)


class Telling:
    """One connection's titles, of which the newest counts. ``tell`` raises OutputTrouble where one was not taken."""

    def __init__(self, place: Mount, tell: Callable[[str], Awaitable[None]], hold: float = HOLD) -> None:
        self._place = place
        self._ask = tell
        self._title: str | None = None
        self._task: asyncio.Task[None] | None = None
        self._hold = hold

    async def tell(self, title: str) -> None:
        """What is sent next has this ``title``."""
        if title == self._title:
            return
        if self._title is not None:
            await asyncio.sleep(self._hold / 2)  # the server has yet to read what was sent before
        self._title = title
        await self._tell(title)

    async def again(self) -> None:
        """Tell the newest title once more."""
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
                return await self._ask(title)
            except OutputTrouble as trouble:
                log.info("a title was not taken: it is told again", output=self._place.where, why=str(trouble))
            await asyncio.sleep(backoff.after(0.0))

    def close(self) -> None:
        """Stop telling."""
        if self._task is not None:
            self._task.cancel()
