"""What every answer says to browsers about itself, and whom the station answers at all."""

import re

from aiohttp import hdrs, web
from yarl import URL

from web.keys import KNOWLEDGE, SETTINGS
from web.problems import Handler, Problem

HOST = re.compile(r"[A-Za-z0-9.\-]{1,253}(:\d{1,5})?|\[[0-9A-Fa-f:.]{2,45}\](:\d{1,5})?")

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


@web.middleware
async def security(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse requests that another site's page makes in a listener's name."""
    if not HOST.fullmatch(request.host):
        raise Problem(400, "bad-host", "The Host header is not a host name: ask by the station's own address.")
    if foreign(request):
        raise Problem(403, "foreign-origin", "Another site's page may not act for a listener: use the station's page.")
    return await handler(request)


def foreign(request: web.Request) -> bool:
    """Whether a browser says that another origin's page wants to change something or listen in live."""
    origin = request.headers.get(hdrs.ORIGIN)
    harmless = request.method in ("GET", "HEAD", "OPTIONS") and request.headers.get(hdrs.UPGRADE) is None
    if origin is None or harmless:
        return False
    try:
        host = URL(origin).raw_authority
    except ValueError:
        return True
    return host.lower() != request.host.lower()


async def headers(request: web.Request, response: web.StreamResponse) -> None:
    """Add the headers as an answer begins (a signal, so that errors and files have them too)."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.content_type == "text/html":
        response.headers["Content-Security-Policy"] = policy(request)


def policy(request: web.Request) -> str:
    """The content security policy: the page's own files, its own live connection, the station's stream."""
    stream = stream_base(request)
    host = request.host
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; manifest-src 'self'; "
        f"connect-src 'self' ws://{host} wss://{host}; media-src 'self' {stream.origin()}; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def stream_base(request: web.Request) -> URL:
    """Where the outputs serve the stream: the public address if one is set, else this host at the stream's port."""
    settings = request.app[SETTINGS]
    if settings.stream_url is not None:
        return URL(str(settings.stream_url))
    port = settings.stream_port or request.app[KNOWLEDGE].stream_port()
    return URL.build(scheme="http", host=request.url.host or settings.bind, port=port)
