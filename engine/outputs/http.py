"""The streams over HTTP: players of every age, browsers, and whoever wants titles inside the sound."""

import contextlib
import os
import socket
from collections.abc import Awaitable, Callable
from functools import partial

from aiohttp import hdrs, web

from engine.errors import StationBusy
from engine.outputs.icy import INTERVAL, IcyStream
from engine.outputs.stream import Stream
from engine.outputs.streams import Streams
from engine.settings import OutputsSettings

KEY_LENGTH = 200  # of a listen key that is kept
#: The kernel would take minutes of MP3 for a listener who does not read; this is about five seconds at 192
#: kbit/s, so that positions are true and a stalled listener is noticed by the queue's limit.
SOCKET_BYTES = 65_536  # Linux doubles it
UNREAD_BYTES = 2_304  # of what a listener may say behind the request: nobody reads it (the least Linux gives)
IDLE_SECONDS = 15.0  # that a connection may stay without a whole request; aiohttp's own hour would fill the process
BACKLOG = 1_024  # connections that come while the last second's are taken


class HttpStream:
    """The web application of a station's streams; call :meth:`start`. ``limit``: connections at most; ``wake``: has
    what a listener of a stream begins with ready; ``idle``: seconds that a connection may stay without a request."""

    def __init__(
        self,
        streams: Streams,
        settings: OutputsSettings,
        limit: int,
        *,
        wake: Callable[[Stream], Awaitable[None]],
        idle: float = IDLE_SECONDS,
    ) -> None:
        self.idle = idle
        self.settings = settings
        self._streams = streams
        self._wake = wake
        self.limit = limit
        self.port = settings.stream_port
        self.socket: socket.socket | None = None  # that connections come to
        self._runner: web.AppRunner | None = None
        self._site: web.SockSite | None = None
        self.app = web.Application()
        for stream in streams.all:
            self.app.router.add_get(f"/{stream.name}", partial(self._listen, stream))
            self.app.router.add_options(f"/{stream.name}", self._preflight)
        self.app.router.add_get("/healthz", self._health)

    async def start(self, listening: socket.socket | None = None) -> None:
        """Listen, on a socket that another process handed over where it fits. Raises StationBusy when the port is
        taken."""
        if listening is not None and listening.getsockname()[1] != (self.settings.stream_port or self.port):
            listening.close()  # the settings say another port now
            listening = None
        self.socket = listening or self._bound()
        self.port = self.socket.getsockname()[1]
        self._runner = web.AppRunner(
            self.app,
            access_log=None,
            handler_cancellation=True,
            shutdown_timeout=0.5,
            keepalive_timeout=self.idle,
        )
        await self._runner.setup()
        await self.accept()

    def _bound(self) -> socket.socket:
        bind, port = self.settings.bind, self.settings.stream_port
        family = socket.AF_INET6 if ":" in bind else socket.AF_INET
        try:
            return socket.create_server((bind, port), family=family, backlog=BACKLOG)
        except OSError as error:
            raise StationBusy(
                f"can't listen on {bind}:{port} ({error.strerror or error}): free it, or set another stream_port"
            ) from error

    async def accept(self) -> None:
        """Take connections."""
        assert self._runner is not None
        assert self.socket is not None
        self._site = web.SockSite(self._runner, self.socket.dup(), backlog=BACKLOG)
        await self._site.start()

    async def pause(self) -> None:
        """Take no connections; those that come wait."""
        if self._site is not None:
            await self._site.stop()

    async def stop(self) -> None:
        """End every connection and stop listening; safe to repeat."""
        for audience in self._streams.audiences:
            audience.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _preflight(self, _request: web.Request) -> web.Response:
        return web.Response(status=204, headers=CORS)

    async def _listen(self, stream: Stream, request: web.Request) -> web.StreamResponse:
        if request.method == hdrs.METH_HEAD:
            return self._head(stream, request)
        if self._streams.count >= self.limit:
            raise web.HTTPServiceUnavailable(headers={**CORS, "Retry-After": "30"}, text="the station is full")
        await self._wake(stream)
        if (descriptor := take(request)) is not None:
            self._join(stream, request, descriptor)
        return web.Response()  # nobody reads it: the connection is ours by now

    def _head(self, stream: Stream, request: web.Request) -> web.StreamResponse:
        """What a listener would be told, and nothing else."""
        if (descriptor := take(request)) is not None:
            with contextlib.suppress(OSError):
                os.write(descriptor, head(self._headers(stream, request, stream.audience.first())))
            os.close(descriptor)
        return web.Response()

    def _join(self, stream: Stream, request: web.Request, descriptor: int) -> None:
        first = stream.audience.first(_wanted(stream, request))
        answer = head(self._headers(stream, request, first)) + stream.sound.format.head
        key = request.query.get("k", "")[:KEY_LENGTH]
        stream.audience.join(descriptor, key, first, answer, IcyStream() if _woven(stream, request) else None)

    def _headers(self, stream: Stream, request: web.Request, first: int) -> dict[str, str]:
        kind, frame = stream.sound.format, stream.sound.tape.frame_of(first)
        headers = {
            **CORS,
            "Content-Type": kind.content_type,
            "Cache-Control": "no-cache, no-store",
            "Pragma": "no-cache",
            "Expires": "Mon, 26 Jul 1997 05:00:00 GMT",  # the date that Icecast sends: players of its age know it
            "Accept-Ranges": "none",
            "X-Content-Type-Options": "nosniff",
            "icy-name": " ".join(self.settings.station.split()),  # a line break would be a header of its own
            "icy-br": str(kind.bitrate_kbps),
            "icy-pub": "0",
        }
        if frame is not None:
            headers["everset-frame"] = str(frame)  # the programme frame of the first sample
        return {**headers, "icy-metaint": str(INTERVAL)} if _woven(stream, request) else headers


def _wanted(stream: Stream, request: web.Request) -> int | None:
    """The unit that ``?from=FRAME`` names, where it is still there: who knows where they stopped loses nothing."""
    try:
        return stream.sound.tape.number_of(int(request.query["from"]))
    except (KeyError, ValueError):
        return None


def _woven(stream: Stream, request: web.Request) -> bool:
    """Whether titles are woven into the sound, for players that ask for them."""
    return stream.sound.format.woven and request.headers.get("Icy-MetaData") == "1"


CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Icy-MetaData, Range",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Expose-Headers": "icy-metaint, icy-name, icy-br, everset-frame",
}


def take(request: web.Request) -> int | None:
    """The connection of ``request``, away from aiohttp, as a descriptor; None when it is gone already."""
    transport = request.transport
    connection = transport.get_extra_info("socket") if transport is not None else None
    if transport is None or connection is None or transport.is_closing():
        return None
    with contextlib.suppress(OSError):
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BYTES)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, UNREAD_BYTES)
    descriptor = os.dup(connection.fileno())
    transport.abort()  # it closes its own descriptor: ours keeps the connection
    return descriptor


def head(headers: dict[str, str]) -> bytes:
    """The answer's head. Neither a length nor chunks: old players know none, and the connection's end is the
    stream's."""
    lines = ["HTTP/1.1 200 OK", *(f"{name}: {value}" for name, value in headers.items()), "Connection: close", "", ""]
    return "\r\n".join(lines).encode()
