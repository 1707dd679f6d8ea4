"""``GET history``: what went out, as far as this listener has heard it."""

from aiohttp import web

from web.answer import answer, whole
from web.keys import KNOWLEDGE, LISTENER, REFRESH, SESSIONS
from web.refresh import HISTORY
from web.shapes import History


async def history(request: web.Request) -> web.Response:
    """The latest first; ``?limit=``."""
    limit = whole(request, "limit", 20, HISTORY)
    known = request.app[KNOWLEDGE]
    await request.app[REFRESH].history()
    heard = known.heard(request.app[SESSIONS].listen_key(request[LISTENER]))
    items = [entry for entry in known.history if entry.at_frame <= heard]
    return answer(History(sample_rate=known.sample_rate, items=items[:limit]))
