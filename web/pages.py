"""The two pages and their files: plain HTML, CSS and JavaScript modules, as they lie in ``static/``."""

import html
from pathlib import Path

from aiohttp import web

from web.keys import SETTINGS
from web.problems import Problem

STATIC = Path(__file__).parent / "static"
FRESH = "no-cache"  # browsers ask whether a file changed; with its ETag that costs a line


async def listener_page(request: web.Request) -> web.Response:
    """The listener's page."""
    return page(request, "index.html")


async def desk_page(request: web.Request) -> web.Response:
    """The operator's page."""
    return page(request, "desk.html")


def page(request: web.Request, name: str) -> web.Response:
    """A page with the station's name in it."""
    text = (STATIC / name).read_text(encoding="utf-8")
    text = text.replace("{{station}}", html.escape(request.app[SETTINGS].station))
    return web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})


async def static_file(request: web.Request) -> web.StreamResponse:
    """One of the page's files, with an ETag. Problem 404 for anything else."""
    path = STATIC / request.match_info["name"]
    if path.name not in FILES:
        raise Problem(404, "http-404", "There is no such file.")
    return web.FileResponse(path, headers={"Cache-Control": FRESH})


async def with_slash(request: web.Request) -> web.Response:
    """A station's root ends in a slash, so that the page's relative addresses hold."""
    raise web.HTTPPermanentRedirect(f"{request.path}/")


FILES = frozenset(path.name for path in STATIC.iterdir()) - {"index.html", "desk.html"}
