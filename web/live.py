"""``WS live``: the whole state on subscribe, then changes; ``?seq=`` of an earlier connection goes on from there."""

import asyncio
import contextlib
import re

import msgspec
from aiohttp import WSCloseCode, WSMsgType, web
from msgspec import Struct

from engine.errors import StorageError
from web.hub import Hub, Page, encoded
from web.keys import ANNOUNCE, HAS_COOKIE, HUB, KNOWLEDGE, LISTENER, REFRESH, SESSIONS, SETTINGS, SOCKETS, STATUSES
from web.listener import give
from web.problems import Problem

INCOMING_BYTES = 1_024  # what a page says is one short document
CLOSING = 0.5  # seconds that a page may take to say goodbye
PING = 20.0  # seconds; a phone that vanished is noticed within one and a half


class Heard(Struct, frozen=True, kw_only=True, tag_field="type", tag="heard"):
    """A page tells which frame its player plays."""

    frame: int


async def live(request: web.Request) -> web.WebSocketResponse:
    """One page's events until it leaves. Problem 503 when there are too many pages."""
    hub, settings = request.app[HUB], request.app[SETTINGS]
    if len(hub.pages) >= settings.sockets:
        raise Problem(503, "too-many-pages", "The station has as many pages open as it can serve: try again soon.")
    await know(request)
    socket = web.WebSocketResponse(heartbeat=PING, max_msg_size=INCOMING_BYTES, compress=False, timeout=CLOSING)
    if not request[HAS_COOKIE]:
        give(socket, request.app[SESSIONS].cookie(request[LISTENER]), settings)
    await socket.prepare(request)
    page = Page(request[LISTENER], request.app[SESSIONS].listen_key(request[LISTENER]), lambda: abort(request))
    first = opening(request, page)
    hub.join(page)
    request.app[SOCKETS].add(socket)
    sending = asyncio.create_task(send(socket, first, page))
    try:
        await receive(socket, request, page)
    finally:
        hub.leave(page)
        request.app[SOCKETS].discard(socket)
        sending.cancel()
    return socket


async def know(request: web.Request) -> None:
    """What nobody needs while no page is open."""
    refresh = request.app[REFRESH]
    await asyncio.gather(refresh.my_vote(request[LISTENER]), request.app[STATUSES].fresh())
    with contextlib.suppress(StorageError):  # then the page has no pictures yet
        if await refresh.draw():
            request.app[ANNOUNCE].seam()


def opening(request: web.Request, page: Page) -> list[str]:
    """What a page gets first: what it missed and its own present state, or everything."""
    hub: Hub = request.app[HUB]
    announce = request.app[ANNOUNCE]
    given = request.query.get("seq", "")
    seq = int(given) if re.fullmatch(r"[0-9]{1,17}", given) else None
    missed = hub.missed(seq, page.listener)
    if missed is None:
        return [encoded("state", hub.seq, announce.state(page.listener))]
    return [*missed, encoded("now", hub.seq, announce.present(page.listener))]


async def send(socket: web.WebSocketResponse, first: list[str], page: Page) -> None:
    """Send ``first``, then what is queued, until the page is gone."""
    with contextlib.suppress(ConnectionError, RuntimeError):
        for text in first:
            await socket.send_str(text)
        while True:
            await socket.send_str(await page.queue.get())


async def receive(socket: web.WebSocketResponse, request: web.Request, page: Page) -> None:
    """Take what the page tells; whatever it is, a page can't do harm with it."""
    known = request.app[KNOWLEDGE]
    async for message in socket:
        if message.type is not WSMsgType.TEXT:
            continue
        with contextlib.suppress(msgspec.MsgspecError):
            heard = msgspec.json.decode(message.data, type=Heard)
            if 0 <= heard.frame <= known.head_frame():
                known.tuned.told(page.listen_key, heard.frame, known.clock())


def abort(request: web.Request) -> None:
    """End a connection at once: a page that does not read would not read a farewell either."""
    if request.transport is not None:
        request.transport.abort()


async def close_all(app: web.Application) -> None:
    """Before the process leaves: tell every page, which then comes back by itself."""
    sockets = app[SOCKETS]
    await asyncio.gather(*(socket.close(code=WSCloseCode.GOING_AWAY) for socket in list(sockets)))
