"""Every address of the station, once at the root and once under ``/s/<station>``."""

from aiohttp import web

from web import azuracast, desk, health, metrics, openapi, pages, stream
from web.ballot import ballot, vote
from web.hand import hand
from web.history import history
from web.live import live
from web.now import now
from web.settings import WebSettings
from web.tournament import competitor, tournament
from web.tracks import set_aside, tracks


def routes(prefix: str = "") -> list[web.RouteDef]:
    """The routes under ``prefix``."""
    api = f"{prefix}/api/v1"
    return [
        web.get(f"{prefix}/", pages.listener_page),
        web.get(f"{prefix}/desk", pages.desk_page),
        web.get(f"{prefix}/static/{{name}}", pages.static_file),
        web.get(f"{prefix}/stream.{{format}}", stream.stream),
        web.get(f"{prefix}/healthz", health.healthz),
        web.get(f"{prefix}/readyz", health.readyz),
        web.get(f"{prefix}/metrics", metrics.metrics),
        web.get(f"{prefix}/api/nowplaying", azuracast.nowplaying_all),
        web.get(f"{prefix}/api/nowplaying/{{station}}", azuracast.nowplaying),
        web.get(f"{api}/openapi.json", openapi.openapi),
        web.get(f"{api}/now", now),
        web.get(f"{api}/ballot", ballot),
        web.put(f"{api}/ballot/{{id}}/vote", vote),
        web.get(f"{api}/tournament", tournament),
        web.get(f"{api}/tournament/{{competitor}}", competitor),
        web.get(f"{api}/history", history),
        web.get(f"{api}/tracks", tracks),
        web.get(f"{api}/set-aside", set_aside),
        web.get(f"{api}/status", desk.status),
        web.get(f"{api}/live", live),
        web.get(f"{api}/hand", hand),
    ]


def alone(settings: WebSettings) -> list[web.RouteDef]:
    """The routes of a station that has its address to itself."""
    own = f"/s/{settings.slug}"
    return [*routes(), web.get(own, pages.with_slash), *routes(own)]
