"""The line to the engine: what controllers ask for, as soon as they ask; and where everything stands, for their lamps
and for soft takeover. An engine that is away is waited for; what was asked of nobody is counted and forgotten."""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from pathlib import Path

from engine.bus import Message
from engine.client import Client, events
from engine.errors import EversetError, Unreachable
from engine.logs import logger
from engine.midi.command import Command

GOODBYE = 1.0  # seconds that the engine has to answer the last commands

log = logger(__name__)


class Link:
    """To the engine that listens at ``path``. ``tell`` hears its states; ``back`` is called when it is there, the first
    time and whenever it comes back."""

    def __init__(self, path: Path, tell: Callable[[Message], None], back: Callable[[], None]) -> None:
        self.lost = 0  # commands that nobody took
        self._path = path
        self._tell = tell
        self._back = back
        self._client: Client | None = None
        self._following: asyncio.Task[None] | None = None
        self._calls: set[asyncio.Task[None]] = set()

    @property
    def there(self) -> bool:
        """Whether the engine is."""
        return self._client is not None

    async def follow(self, wanted: bool) -> None:
        """Follow the engine from now on, or no longer: to tell every move costs it something, too."""
        if wanted and self._following is None:
            self._following = asyncio.create_task(self._events())
        elif not wanted and self._following is not None:
            await self.settle()
            self._following.cancel()
            await asyncio.gather(self._following, return_exceptions=True)
            self._following = None

    async def _events(self) -> None:
        try:
            async for event in events(self._path, only=["hand"]):
                await self._follow(event)
        finally:
            await self._close()

    async def _follow(self, event: Message) -> None:
        if event.get("event") == "away":
            await self._close()
        elif event.get("event") == "hand":
            if self._client is None:
                with contextlib.suppress(Unreachable):  # it went in this moment: it will be said
                    self._client = await Client.connect(self._path)
                    self._back()
            self._tell(event)

    async def _close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def send(self, commands: Sequence[Command], source: str) -> None:
        """Ask for ``commands``, in their order, waiting for no answer."""
        for command in commands:
            if self._client is None:
                self.lost += 1
                continue
            call = asyncio.create_task(self._call(self._client, command, source))
            self._calls.add(call)
            call.add_done_callback(self._calls.discard)

    async def _call(self, client: Client, command: Command, source: str) -> None:
        try:
            await client.call(command.name, source=source, **command.facts)
        except Unreachable:
            self.lost += 1
        except EversetError as error:
            log.warning("a command was refused", command=command.name, source=source, why=str(error))

    async def settle(self) -> None:
        """Wait for the answers that are due, GOODBYE seconds at most."""
        if self._calls:
            await asyncio.wait(list(self._calls), timeout=GOODBYE)
