"""Hands everything over to the outputs process that comes next, or goes on as if nobody had asked."""

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

from engine.bus import Message
from engine.logs import logger
from engine.outputs.baggage import GONE, Baggage, give
from engine.outputs.http import HttpStream
from engine.outputs.streams import Streams

UNDER_WAY = 0.05  # seconds for requests that were taken already

log = logger(__name__)


class Giving:
    """``still``: held while nobody is served; ``leave`` lets go of everything that has a name, and ends the process."""

    def __init__(
        self, http: HttpStream, streams: Streams, still: asyncio.Lock, leave: Callable[[], Awaitable[None]]
    ) -> None:
        self._http = http
        self._streams = streams
        self._still = still
        self._leave = leave
        self._task: asyncio.Task[None] | None = None

    def hand_over(self, request: Message) -> Message:
        """Answers at once; what is handed over goes to the socket at ``to``."""
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._hand_over(Path(request["to"])))
        return {}

    async def _hand_over(self, path: Path) -> None:
        await self._http.pause()
        await asyncio.sleep(UNDER_WAY)
        async with self._still:
            loop = asyncio.get_running_loop()
            for audience in self._streams.audiences:
                audience.hold(loop)  # what is sent from here on would be sent again
            try:
                channel = await asyncio.to_thread(give, path, self._baggage(), self._descriptors())
            except Exception as error:  # whatever it was, the listeners come first
                log.error("nobody took over: going on", why=str(error))
                for audience in self._streams.audiences:
                    audience.watch(loop)
                await self._http.accept()
                return
            log.info("handed over", listeners=self._streams.count)
            with channel:
                await self._leave()
                with contextlib.suppress(OSError):
                    channel.sendall(GONE)

    def _baggage(self) -> Baggage:
        return Baggage(self._streams.reels(), self._streams.passengers())

    def _descriptors(self) -> list[int]:
        """The listening socket's, then each listener's."""
        listening = self._http.socket
        assert isinstance(listening, socket.socket)
        return [listening.fileno(), *self._streams.descriptors]
