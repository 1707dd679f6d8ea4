"""Whose request it is: every request has a listener, and who has no valid cookie gets one."""

from aiohttp import web

from web.keys import HAS_COOKIE, LISTENER, SESSIONS, SETTINGS
from web.problems import Handler
from web.settings import WebSettings

YEAR = 365 * 86_400
QUIET = ("/metrics", "/healthz", "/readyz", "/api/nowplaying", "/static")  # machines and files need no session


def cookie_name(settings: WebSettings) -> str:
    """Browsers send cookies to every port of a host: two stations there must not share a name."""
    return f"everset-{settings.slug}"


@web.middleware
async def listeners(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Know the listener by their cookie, or issue one."""
    settings, sessions = request.app[SETTINGS], request.app[SESSIONS]
    listener = sessions.listener(request.cookies.get(cookie_name(settings)))
    request[HAS_COOKIE] = listener is not None
    request[LISTENER] = listener or sessions.issue()
    response = await handler(request)
    if listener is None and not response.prepared and not quiet(request, settings):
        give(response, sessions.cookie(request[LISTENER]), settings)
    return response


def give(response: web.StreamResponse, cookie: str, settings: WebSettings) -> None:
    """Set the session's cookie; scripts can't read it, other sites' requests don't carry it."""
    response.set_cookie(
        cookie_name(settings),
        cookie,
        max_age=YEAR,
        path="/",
        httponly=True,
        samesite="Lax",
        secure=settings.secure_cookie,
    )


def quiet(request: web.Request, settings: WebSettings) -> bool:
    """Whether this address is asked by machines, or is a file."""
    path = request.path.removeprefix(f"/s/{settings.slug}")
    return path.startswith(QUIET)
