"""``/healthz``: this process is up. ``/readyz``: sound goes out."""

from aiohttp import web

from web.answer import answer
from web.documents import health_document
from web.keys import KNOWLEDGE, STATUSES


async def healthz(_: web.Request) -> web.Response:
    """200 whenever this process answers."""
    return answer({"ok": True})


async def readyz(request: web.Request) -> web.Response:
    """200 while the head moves and the stream is encoded, else 503 with what is away."""
    await request.app[STATUSES].fresh()
    health = health_document(request.app[KNOWLEDGE])
    return answer(health, status=200 if health.on_air else 503)
