"""The stream over HTTP: players of every age, browsers, and whoever wants titles inside the sound."""

import contextlib
import os
import socket

from aiohttp import hdrs, web

from engine.errors import StationBusy
from engine.outputs.audience import Audience
from engine.outputs.icy import INTERVAL, IcyStream
from engine.settings import OutputsSettings

KEY_LENGTH = 200  # of a listen key that is kept
#: The kernel would take minutes of MP3 for a listener who does not read; this is about five seconds at 192
#: kbit/s, so that positions are true and a stalled listener is noticed by the queue's limit.
SOCKET_BYTES = 65_536  # Linux doubles it
UNREAD_BYTES = 2_304  # of what a listener may say behind the request: nobody reads it (the least Linux gives)
IDLE_SECONDS = 15.0  # that a connection may stay without a whole request; aiohttp's own hour would fill the process
BACKLOG = 1_024  # connections that come while the last second's are taken


class HttpStream:
    """The web application of one stream; call :meth:`start`. ``limit``: connections at most; ``idle``: seconds that one
    may stay without a request."""

    def __init__(
        self, audience: Audience, settings: OutputsSettings, limit: int, *, idle: float = IDLE_SECONDS
    ) -> None:
        self.idle = idle
        self.audience = audience
        self.settings = settings
        self.limit = limit
        self.port = settings.stream_port
        self.socket: socket.socket | None = None  # that connections come to
        self._runner: web.AppRunner | None = None
        self._site: web.SockSite | None = None
        self.app = web.Application()
        self.app.router.add_get("/stream.mp3", self._listen)
        self.app.router.add_options("/stream.mp3", self._preflight)
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
        self.audience.close()
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

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        if request.method != hdrs.METH_HEAD and len(self.audience.listeners) >= self.limit:
            raise web.HTTPServiceUnavailable(headers={**CORS, "Retry-After": "30"}, text="the station is full")
        if (descriptor := take(request)) is not None:
            self._take(request, descriptor)
        return web.Response()  # nobody reads it: the connection is ours by now

    def _take(self, request: web.Request, descriptor: int) -> None:
        icy = request.headers.get("Icy-MetaData") == "1"
        first = self.audience.first(self._wanted(request))
        answer = head(self._headers(icy, self.audience.tape.frame_of(first)))
        if request.method == hdrs.METH_HEAD:
            with contextlib.suppress(OSError):
                os.write(descriptor, answer)
            os.close(descriptor)
            return
        key = request.query.get("k", "")[:KEY_LENGTH]
        self.audience.join(descriptor, key, first, answer, IcyStream() if icy else None)

    def _wanted(self, request: web.Request) -> int | None:
        """The MP3 frame that ``?from=FRAME`` names, where it is still there: who knows where they stopped loses
        nothing."""
        try:
            return self.audience.tape.number_of(int(request.query["from"]))
        except (KeyError, ValueError):
            return None

    def _headers(self, icy: bool, frame: int | None) -> dict[str, str]:
        name = " ".join(self.settings.station.split())  # a line break would be a header of its own
        headers = {
            **CORS,
            "Content-Type": "audio/mpeg",
            "Cache-Control": "no-cache, no-store",
            "Pragma": "no-cache",
            "Expires": "Mon, 26 Jul 1997 05:00:00 GMT",  # the date that Icecast sends: players of its age know it
            "Accept-Ranges": "none",
            "X-Content-Type-Options": "nosniff",
            "icy-name": name,
            "icy-br": str(self.settings.bitrate_kbps),
            "icy-pub": "0",
        }
        if frame is not None:
            headers["everset-frame"] = str(frame)  # the programme frame of the first sample
        return {**headers, "icy-metaint": str(INTERVAL)} if icy else headers


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
