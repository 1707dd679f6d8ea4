"""The way to the stream: the outputs serve it on a port of their own, so that neither's death touches the other."""

from aiohttp import web

from web.keys import HAS_COOKIE, LISTENER, SESSIONS, SETTINGS
from web.problems import Problem
from web.security import stream_base

FORMATS = ("mp3", "aac", "opus")


async def stream(request: web.Request) -> web.Response:
    """307 to the stream; a listen key in the query is kept, and a listener with a session gets theirs."""
    settings = request.app[SETTINGS]
    name = request.match_info["format"]
    if name not in settings.formats:
        offered = ", ".join(f"/stream.{one}" for one in settings.formats)
        raise Problem(404, "no-such-stream", f"This station does not send {name}: use {offered}.")
    target = stream_base(request) / f"stream.{name}"
    query = dict(request.query)
    if "k" not in query and request[HAS_COOKIE]:
        query["k"] = request.app[SESSIONS].listen_key(request[LISTENER])
    raise web.HTTPTemporaryRedirect(target.with_query(query), headers={"Cache-Control": "no-store"})
