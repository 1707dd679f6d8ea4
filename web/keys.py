"""The typed keys of what an application carries."""

from aiohttp import web

from engine.places import Places
from web.announce import Announce
from web.hub import Hub
from web.knowledge import Knowledge
from web.refresh import Refresh
from web.session import Sessions
from web.settings import WebSettings
from web.statuses import Statuses

SETTINGS = web.AppKey("settings", WebSettings)
PLACES = web.AppKey("places", Places)
KNOWLEDGE = web.AppKey("knowledge", Knowledge)
SESSIONS = web.AppKey("sessions", Sessions)
HUB = web.AppKey("hub", Hub)
ANNOUNCE = web.AppKey("announce", Announce)
REFRESH = web.AppKey("refresh", Refresh)
STATUSES = web.AppKey("statuses", Statuses)
SOCKETS: web.AppKey[set[web.WebSocketResponse]] = web.AppKey("sockets", set)

LISTENER = web.RequestKey("listener", str)
HAS_COOKIE = web.RequestKey("has_cookie", bool)
