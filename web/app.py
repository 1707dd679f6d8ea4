"""The application: everything put together, started in order and stopped in reverse."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable

from aiohttp import web

from engine.bus import Server
from engine.errors import StorageError
from engine.logs import logger
from engine.places import Places
from engine.vitals import vitals
from planner.keep import Keep
from planner.store import Store
from web import keys
from web.announce import Announce
from web.feeds import Feeds
from web.hub import Hub
from web.knowledge import Knowledge
from web.listener import listeners
from web.live import close_all
from web.problems import problems
from web.refresh import Refresh
from web.routes import alone, routes
from web.security import headers, security
from web.session import Sessions, load_secret
from web.settings import WebSettings
from web.statuses import Statuses

BODY_BYTES = 16_384  # the largest body that anyone has a reason to send
PRUNE_SECONDS = 3_600.0

log = logger(__name__)


def make_app(
    places: Places,
    settings: WebSettings,
    clock: Callable[[], float] = time.monotonic,
    wall: Callable[[], float] = time.time,
    *,
    shared: bool = False,
) -> web.Application:
    """The station's web application; ``shared``: it is one of several on an address. Raises StorageError when the
    secret or the store can't be opened."""
    app = web.Application(middlewares=[problems, security, listeners], client_max_size=BODY_BYTES)
    knowledge = Knowledge(settings, clock, wall)
    hub = Hub(round(wall() * 1000))
    sessions = Sessions(load_secret(places.data / "session.key"))
    app[keys.SETTINGS] = settings
    app[keys.PLACES] = places
    app[keys.KNOWLEDGE] = knowledge
    app[keys.HUB] = hub
    app[keys.SESSIONS] = sessions
    app[keys.ANNOUNCE] = Announce(hub, knowledge, sessions)
    app[keys.REFRESH] = Refresh(Store.open(places, "web", keep=Keep(votes_days=settings.keep_votes_days)), knowledge)
    app[keys.STATUSES] = Statuses(places, knowledge)
    app[keys.SOCKETS] = set()
    app.on_response_prepare.append(headers)
    app.on_shutdown.append(close_all)
    app.cleanup_ctx.extend([stored, answering, fed])
    app.add_routes(routes() if shared else alone(settings))
    return app


async def stored(app: web.Application) -> AsyncIterator[None]:
    """The store, read once at the start, pruned now and then, closed at the end with every vote in it."""
    refresh = app[keys.REFRESH]
    await refresh.everything()
    async with background(prune(refresh)):
        yield
    refresh.close()
    await asyncio.to_thread(refresh.store.close)


async def prune(refresh: Refresh) -> None:
    """Let go of what is too old, every hour."""
    while True:
        await asyncio.sleep(PRUNE_SECONDS)
        try:
            await refresh.read(refresh.store.prune)
        except StorageError as error:
            log.warning("what is too old stays for another hour", why=str(error))


async def answering(app: web.Application) -> AsyncIterator[None]:
    """This process's own socket."""
    server = Server(app[keys.PLACES].socket("web"), {"status": lambda _: vitals("web", "running")})
    await server.start()
    yield
    await server.stop()


async def fed(app: web.Application) -> AsyncIterator[None]:
    """What the other processes say."""
    known, statuses = app[keys.KNOWLEDGE], app[keys.STATUSES]
    feeds = Feeds(app[keys.PLACES], known, statuses, app[keys.REFRESH], app[keys.ANNOUNCE])
    async with background(feeds.run()):
        yield


@contextlib.asynccontextmanager
async def background(work: "asyncio._CoroutineLike[None]") -> AsyncIterator[None]:
    """Run ``work`` beside the application, until it ends."""
    task = asyncio.get_running_loop().create_task(work)
    try:
        yield
    finally:
        task.cancel()
        (ended,) = await asyncio.gather(task, return_exceptions=True)
        if isinstance(ended, Exception):  # what is closed behind it must be closed all the same
            log.error("ended before its time", why=f"{type(ended).__name__}: {ended}")
