"""``WS hand``: a hand on the mix from the desk, for who has its key. A page is a source of its own: what it claimed
goes back to the automation when it leaves."""

import asyncio
import contextlib
import hmac
import itertools
from pathlib import Path
from typing import Any

import msgspec
from aiohttp import WSMsgType, web

from engine.bus import Message
from engine.client import Client, events
from engine.errors import EversetError, Unreachable
from engine.logs import logger
from web.keys import PLACES, SETTINGS, SOCKETS
from web.live import CLOSING, INCOMING_BYTES, PING
from web.problems import Problem

#: What a page may ask of the engine, and with which facts; the engine looks at their values.
COMMANDS = {
    "touch": ("deck", "control", "position"),
    "cue": ("deck",),
    "play": ("deck",),
    "nudge": ("deck", "bend"),
    "skip": (),
    "hold": ("on",),
    "hand_back": ("deck", "control"),
    "panic": (),
}
WRONG_KEY = 4401  # a WebSocket's close code, of those that are free for applications
PATIENCE = 10.0  # seconds for the key
PENALTY = 1.0  # seconds that a wrong key costs

_numbers = itertools.count(1)
log = logger(__name__)


async def hand(request: web.Request) -> web.WebSocketResponse:
    """One page's hand until it leaves. Problem 403 where the station has no key, 503 when there are too
    many pages."""
    key = request.app[SETTINGS].desk_key
    if key is None:
        raise Problem(403, "no-hand", "Nobody may move this mix from a page: set web.desk_key to a key of your own.")
    if len(request.app[SOCKETS]) >= request.app[SETTINGS].sockets:
        raise Problem(503, "too-many-pages", "The station has as many pages open as it can serve: try again soon.")
    socket = web.WebSocketResponse(heartbeat=PING, max_msg_size=INCOMING_BYTES, compress=False, timeout=CLOSING)
    await socket.prepare(request)
    request.app[SOCKETS].add(socket)
    try:
        if await _admitted(socket, key.get_secret_value()):
            await Booth(socket, request.app[PLACES].socket("engine")).run()
        else:
            await socket.close(code=WRONG_KEY, message=b"wrong key")
    finally:
        request.app[SOCKETS].discard(socket)
    return socket


async def _admitted(socket: web.WebSocketResponse, key: str) -> bool:
    """Whether the first message has the key; who waits or guesses keeps nobody else from it."""
    try:
        said = await socket.receive_json(timeout=PATIENCE)
    except (TimeoutError, TypeError, ValueError):
        return False
    given = str(said["key"]) if isinstance(said, dict) and "key" in said else ""
    if hmac.compare_digest(given.encode(), key.encode()):
        return True
    log.warning("a page had a wrong desk key")
    await asyncio.sleep(PENALTY)
    return False


class Booth:
    """What a page does, told to the engine at ``path``; and what the engine tells, told to the page."""

    def __init__(self, socket: web.WebSocketResponse, path: Path) -> None:
        self._socket = socket
        self._path = path
        self._source = f"desk-{next(_numbers)}"
        self._client: Client | None = None

    async def run(self) -> None:
        """Until the page leaves."""
        log.info("a page has a hand on the mix", source=self._source)
        telling = asyncio.create_task(self._tell())
        try:
            await self._tell_page("welcome", source=self._source)
            async for message in self._socket:
                if message.type is WSMsgType.TEXT:
                    await self._take(message.data)
        finally:
            telling.cancel()
            if self._client is not None:
                await self._client.close()

    async def _tell(self) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            async for event in events(self._path, only=["hand"]):
                if event.get("event") in ("hand", "away"):
                    await self._tell_page(**event)

    async def _take(self, text: str) -> None:
        try:
            said = msgspec.json.decode(text, type=dict[str, Any])
            await self._ask(said)
        except (EversetError, msgspec.MsgspecError) as error:
            await self._tell_page("refused", detail=str(error))

    async def _ask(self, said: Message) -> None:
        """Raises EversetError."""
        command = said.get("do")
        if not isinstance(command, str) or command not in COMMANDS:
            raise EversetError(f"nothing is called {command!r}: use one of {', '.join(COMMANDS)}")
        facts = {name: said[name] for name in COMMANDS[command] if name in said}
        try:
            await (await self._connected()).call(command, source=self._source, **facts)
        except Unreachable:
            if self._client is not None:
                await self._client.close()
            self._client = None
            raise

    async def _connected(self) -> Client:
        if self._client is None:
            self._client = await Client.connect(self._path)
        return self._client

    async def _tell_page(self, event: str, **facts: Any) -> None:
        with contextlib.suppress(ConnectionError, RuntimeError):
            await self._socket.send_str(msgspec.json.encode({"type": event, **facts}).decode())
