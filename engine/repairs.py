"""The command ``repair``: one repair at a time, off the event loop, each counted and told in a line."""

import asyncio
from collections.abc import Callable

from engine.bus import Handler, Message
from engine.errors import RingError
from engine.logs import logger
from engine.programme import Programme
from engine.repair import Repairer

log = logger(__name__)


class Repairs:
    """Asks ``repairer`` on behalf of readers. ``programme``: gives the one that is on air."""

    def __init__(self, repairer: Repairer, programme: Callable[[], Programme]) -> None:
        self.done = 0
        self.failed = 0
        self._repairer = repairer
        self._programme = programme
        self._turn = asyncio.Lock()

    def handlers(self) -> dict[str, Handler]:
        """By command."""
        return {"repair": self._repair}

    def status(self) -> Message:
        """``{done, failed}`` since this engine began."""
        return {"done": self.done, "failed": self.failed}

    async def _repair(self, request: Message) -> Message:
        frame = int(request["frame"])
        async with self._turn:
            try:
                found = await asyncio.to_thread(self._repairer.repair, frame, self._programme())
            except RingError as error:
                self.failed += 1
                log.error("a damaged block stays", frame=frame, why=str(error))
                raise
        if found.rendered:
            self.done += 1
            log.warning("a damaged block was rendered again", frame=found.frame, exact=found.exact)
        return {"frame": found.frame, "rendered": found.rendered, "exact": found.exact}
