"""The air of a running engine, over its socket. An engine that was away is asked again."""

import asyncio
import time
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import structlog
from msgspec.structs import replace

from engine.client import Client, events
from engine.errors import Unreachable
from engine.head import Head
from engine.programme.clip import Clip
from engine.programme.programme import Mark, Programme, Splice
from planner.directing.air import Safety

log = structlog.get_logger()

MARGIN_SECONDS = 1.5  # the head may be this far from where it is taken to be before it is told
LEAST_SECONDS = 0.25  # that who waits for a frame waits at least: an engine that is away never comes to it
PATIENCE_SECONDS = 20.0  # an engine is back in two; longer than its ring there is no point in asking


class LiveAir:
    """Follows the engine at ``socket``. ``on_event`` hears of every event, too. ``clock``: monotonic seconds."""

    def __init__(
        self,
        socket: Path,
        target_lufs: float,
        on_event: Callable[[dict[str, Any]], None] = lambda event: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._socket = socket
        self._on_event = on_event
        self._clock = clock
        self._client: Client | None = None
        self._connecting = asyncio.Lock()
        self._waiting: set[asyncio.Future[None]] = set()
        self._known = asyncio.Event()
        self.target_lufs = target_lufs
        self.sample_rate = 0
        self.held = False
        self.skips = 0
        self._skips_told: int | None = None  # as the engine counts: another one begins anew
        self.programme = Programme()
        self._head = Head()
        self._settled = 0  # as the engine answered a splice

    @property
    def frame(self) -> int:
        """See :class:`Air`."""
        return self._head.at(self._clock())

    @property
    def horizon(self) -> int:
        """See :class:`Air`."""
        return max(self._head.horizon + self._head.passed(self._clock()), self._settled)

    @property
    def margin(self) -> int:
        """See :class:`Air`."""
        return round(MARGIN_SECONDS * self.sample_rate)

    def patience(self, frame: int) -> float:
        """See :class:`Air`."""
        return max((frame - self.horizon) / self.sample_rate, 1.0)

    async def ready(self) -> None:
        """Wait until the engine has told its programme."""
        await self._known.wait()

    async def follow(self) -> None:
        """Take in the engine's events, for ever."""
        async for event in events(self._socket):
            as_expected = event["event"] == "head" and not self._head.off(event["frame"], self._clock())
            self._take(event)
            self._on_event(event)
            if not as_expected:
                for waiting in self._waiting:
                    wake(waiting)

    def _take(self, event: dict[str, Any]) -> None:
        if event["event"] == "programme":
            self.sample_rate = event["sample_rate"]
            self.programme = Programme(
                clips=msgspec.convert(event["clips"], list[Clip]),
                marks=msgspec.convert(event["marks"], list[Mark]),
            )
            self._known.set()
        if event["event"] in ("programme", "head"):
            self._head = self._head.follow(event, self.sample_rate, self._clock(), time.time())
        if event["event"] == "hand":
            self._take_wishes(event["hold"], event["skips"])

    def _take_wishes(self, held: bool, skips: int) -> None:
        before = skips if self._skips_told is None else self._skips_told
        self.held, self._skips_told = held, skips
        self.skips += max(0, skips - before)

    async def advance(self, until: int) -> None:
        """See :class:`Air`; the engine says when the head is not where it is taken to be."""
        left = (until - self.frame) / self.sample_rate
        if left > 0:
            await self._woken(max(left, LEAST_SECONDS))

    async def stirred(self) -> None:
        """See :class:`Air`."""
        await self._woken(None)

    async def _woken(self, seconds: float | None) -> None:
        """By an event that was not expected, or when ``seconds`` have passed."""
        loop = asyncio.get_running_loop()
        waiting = loop.create_future()
        timer = None if seconds is None else loop.call_later(seconds, wake, waiting)
        self._waiting.add(waiting)
        try:
            await waiting
        finally:
            if timer is not None:
                timer.cancel()
            self._waiting.discard(waiting)

    async def splice(self, change: Splice) -> None:
        """See :class:`Air`. Returns when the programme as told by the engine has it."""
        named = replace(change, name=uuid.uuid4().hex)  # so that asking again is not splicing twice
        answer = await self.call("splice", change=msgspec.to_builtins(named))
        self._settled = max(self._settled, answer["horizon"])
        self.programme.splice(change, horizon=change.at)

    async def hold(self, safety: Safety) -> None:
        """See :class:`Air`."""
        await self.call("safety", **safety.facts())

    async def call(self, command: str, **facts: Any) -> dict[str, Any]:
        """The engine's answer; asked again while it is away. Raises Unreachable after PATIENCE_SECONDS."""
        give_up = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while True:
            client = None
            try:
                client = await self._connected()
                return await client.call(command, **facts)
            except Unreachable:
                await self._drop(client)
                if asyncio.get_running_loop().time() > give_up:
                    raise
                log.warning("engine away: asking again", command=command)
                await asyncio.sleep(0.25)

    async def _connected(self) -> Client:
        """The connection, which all who ask share. Raises Unreachable."""
        async with self._connecting:
            if self._client is None:
                self._client = await Client.connect(self._socket)
            return self._client

    async def close(self) -> None:
        """Let go of the engine."""
        await self._drop(self._client)

    async def _drop(self, client: Client | None) -> None:
        """Let go of ``client``; somebody else who asks may have another by now."""
        if client is self._client:
            self._client = None
        if client is not None:
            await client.close()


def wake(waiting: "asyncio.Future[None]") -> None:
    """Have whoever waits look again."""
    if not waiting.done():
        waiting.set_result(None)
