"""The stream over HTTP: players of every age, browsers, and whoever wants titles inside the sound."""

import asyncio
import contextlib
import socket

from aiohttp import hdrs, web

from engine.errors import StationBusy
from engine.outputs.icy import INTERVAL, IcyStream
from engine.outputs.listener import Listener
from engine.outputs.stream import Stream
from engine.outputs.titles import Titles
from engine.settings import OutputsSettings

KEY_LENGTH = 200  # of a listen key that is kept
#: The kernel would take minutes of MP3 for a listener who does not read; this is about five seconds at 192
#: kbit/s, so that positions are true and a stalled listener is noticed by the queue's limit.
SOCKET_BYTES = 65_536  # Linux doubles it
TRANSPORT_BYTES = 16_384


class StreamResponse(web.StreamResponse):
    """A response without length and without chunks, ended by the connection's end: old players know no
    chunks."""

    _length_check = False  # aiohttp's own switch (its WebSocketResponse sets it): neither a length nor chunks


class HttpStream:
    """The web application of one stream; call :meth:`start`."""

    def __init__(self, stream: Stream, titles: Titles, settings: OutputsSettings) -> None:
        self.stream = stream
        self.titles = titles
        self.settings = settings
        self.port = settings.stream_port
        self._runner: web.AppRunner | None = None
        self.app = web.Application()
        self.app.router.add_get("/stream.mp3", self._listen)
        self.app.router.add_options("/stream.mp3", self._preflight)
        self.app.router.add_get("/healthz", self._health)

    async def start(self) -> None:
        """Listen. Raises StationBusy when the port is taken."""
        self._runner = web.AppRunner(self.app, access_log=None, handler_cancellation=True, shutdown_timeout=0.5)
        await self._runner.setup()
        bind, port = self.settings.bind, self.settings.stream_port
        try:
            await web.TCPSite(self._runner, bind, port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise StationBusy(
                f"can't listen on {bind}:{port} ({error.strerror or error}): free it, or set another stream_port"
            ) from error
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """End every connection and stop listening; safe to repeat."""
        for listener in list(self.stream.listeners.values()):
            self.stream.leave(listener)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"ok": True})

    async def _preflight(self, _request: web.Request) -> web.Response:
        return web.Response(status=204, headers=CORS)

    async def _listen(self, request: web.Request) -> web.StreamResponse:
        icy = request.headers.get("Icy-MetaData") == "1"
        response = StreamResponse(headers=self._headers(icy))
        response.force_close()
        if request.method == hdrs.METH_HEAD:
            await response.prepare(request)
            return response
        if len(self.stream.listeners) >= self.settings.listeners:
            raise web.HTTPServiceUnavailable(headers={**CORS, "Retry-After": "30"}, text="the station is full")
        narrow(request)
        await response.prepare(request)
        listener = self.stream.join(request.query.get("k", "")[:KEY_LENGTH])
        try:
            await self._send(request, response, listener, IcyStream() if icy else None)
        finally:
            self.stream.leave(listener)
        return response

    async def _send(
        self, request: web.Request, response: StreamResponse, listener: Listener, icy: IcyStream | None
    ) -> None:
        """Send until either side has had enough. A dropped listener's write may hang: then its connection is
        cut."""
        writing = asyncio.create_task(self._write(response, listener, icy))
        try:
            gone = asyncio.create_task(listener.gone.wait())
            await asyncio.wait({writing, gone}, return_when=asyncio.FIRST_COMPLETED)
            gone.cancel()
        finally:
            writing.cancel()
            with contextlib.suppress(asyncio.CancelledError, ConnectionError):
                await writing
            if request.transport is not None:
                request.transport.abort()

    async def _write(self, response: StreamResponse, listener: Listener, icy: IcyStream | None) -> None:
        async for frame in listener.frames():
            data = icy.weave(frame.data, self.titles.at(frame.frame)) if icy else frame.data
            await response.write(data)
            listener.sent(frame)

    def _headers(self, icy: bool) -> dict[str, str]:
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
        return {**headers, "icy-metaint": str(INTERVAL)} if icy else headers


CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "Icy-MetaData, Range",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Expose-Headers": "icy-metaint, icy-name, icy-br",
}


def narrow(request: web.Request) -> None:
    """Keep what lies between the queue and the listener short."""
    transport = request.transport
    if transport is None:
        return
    connection = transport.get_extra_info("socket")
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BYTES)
    if isinstance(transport, asyncio.WriteTransport):
        transport.set_write_buffer_limits(high=TRANSPORT_BYTES)
