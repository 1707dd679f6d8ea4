"""What Liquidsoap says of itself, asked every few seconds beside the sound and never in its way."""

import asyncio

from engine.bus import Message
from engine.errors import EversetError
from engine.logs import logger
from engine.mounts import LiquidsoapInput
from engine.outputs.liquidsoap.client import Client
from engine.outputs.liquidsoap.commands import Commands

EVERY = 10.0  # seconds

log = logger(__name__)


class Watch:
    """Asks the command server of ``place``; where none is named, nobody."""

    def __init__(self, place: LiquidsoapInput) -> None:
        self.facts: Message = {}  # the newest, for ``status``
        self._place = place
        self._client = Client(place.server, keep_alive=2 * EVERY) if place.server else None

    async def run(self) -> None:
        """For ever."""
        while self._client is not None:
            try:
                await self._look(Commands(self._client))
            except Exception:
                log.exception("asking Liquidsoap how it is failed", input=self._place.address)
            await asyncio.sleep(EVERY)

    async def _look(self, liquidsoap: Commands) -> None:
        try:
            self.facts = {
                "server": "up",
                "version": str(await liquidsoap.version()),
                "uptime_seconds": await liquidsoap.uptime(),
                "source": await liquidsoap.source(self._place.input),
                "buffer_seconds": await liquidsoap.buffer_length(self._place.input),
            }
        except EversetError as error:
            if self.facts.get("server_message") != str(error):
                log.warning("Liquidsoap does not say how it is", input=self._place.address, why=str(error))
            self.facts = {"server": "away", "server_message": str(error)}

    def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            self._client.close()
