"""Several stations on one address, each under ``/s/<station>/``, with what one alone has at the root."""

from aiohttp import web

from engine.places import Places
from web import pages
from web.app import make_app
from web.settings import WebSettings


def make_several(stations: list[tuple[Places, WebSettings]]) -> web.Application:
    """One application with one a station within it. The root leads to the first."""
    root = web.Application()
    for places, settings in stations:
        own = f"/s/{settings.slug}"
        root.router.add_get(own, pages.with_slash)
        root.add_subapp(own, make_app(places, settings, shared=True))
    first = f"/s/{stations[0][1].slug}/"

    async def lead(_request: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect(first)

    root.router.add_get("/", lead)
    return root
