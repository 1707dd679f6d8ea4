"""``GET now``: what this listener hears."""

from aiohttp import web

from web.answer import answer
from web.documents import now_document
from web.keys import KNOWLEDGE, LISTENER, SESSIONS


async def now(request: web.Request) -> web.Response:
    """The contract's ``now``."""
    return answer(now_document(request.app[KNOWLEDGE], request.app[SESSIONS], request[LISTENER]))
