"""What every process says of itself. Nobody is asked while nobody wants to know: to answer costs the engine more than
to play for a second."""

import asyncio
from typing import Any

from engine.client import Client
from engine.errors import EversetError
from engine.places import Places
from web.knowledge import OPTIONAL, PROCESSES, Knowledge

FRESH = 2.5  # seconds that an answer is good for
PATIENCE = 2.0  # seconds that a process may take to say how it is
WAIT = 0.5  # seconds that a request waits for those who take long; then what was known must do


class Statuses:
    """Asks the processes of the station in ``places`` for ``knowledge``."""

    def __init__(self, places: Places, knowledge: Knowledge) -> None:
        self._places = places
        self._knowledge = knowledge
        self._asked: dict[str, Client] = {}  # connections, by process
        self._looking: asyncio.Task[None] | None = None
        self._looked = float("-inf")  # by the event loop's clock

    async def fresh(self, within: float = FRESH) -> None:
        """Have them be as they were ``within`` seconds ago, or what is known of who takes longer to say."""
        if asyncio.get_running_loop().time() - self._looked >= within:
            await asyncio.wait([self.look()], timeout=WAIT)

    def look(self) -> "asyncio.Task[None]":
        """Ask everybody now; once for all who want it at the same time."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look())
        return self._looking

    async def close(self) -> None:
        """Let go of everybody."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        for client in self._asked.values():
            await client.close()

    async def _look(self) -> None:
        names = (*PROCESSES, *OPTIONAL)
        found = await asyncio.gather(*map(self._status, names))
        self._knowledge.statuses = {name: status for name, status in zip(names, found, strict=True) if status}
        self._looked = asyncio.get_running_loop().time()

    async def _status(self, process: str) -> dict[str, Any] | None:
        """None from one that is away; a connection is kept for as long as its process answers."""
        kept = self._asked.get(process)
        try:
            client = self._asked[process] = kept or await Client.connect(self._places.socket(process))
        except EversetError:
            return None
        try:
            return await client.call("status", timeout=PATIENCE)
        except EversetError:
            del self._asked[process]
            await client.close()
            return await self._status(process) if kept else None  # it may be another one by now
