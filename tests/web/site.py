"""A real web process in this one: the application on a loopback port, beside real sockets of the other processes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, CookieJar, web

from engine.places import Places
from tests.support.scenario import until
from tests.web.others import RATE, Others, programme, track
from web import keys
from web.app import make_app
from web.knowledge import Knowledge
from web.settings import WebSettings


class Time:
    """Time that stands still until a test moves it: monotonic and wall."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        return self.now

    def wall(self) -> float:
        return 1_800_000_000.0 + self.now


class Site:
    """The application, the rest of its station, and its time."""

    def __init__(self, app: web.Application, others: Others, time: Time, port: int) -> None:
        self.app = app
        self.others = others
        self.time = time
        self.root = f"http://127.0.0.1:{port}"

    @property
    def knowledge(self) -> Knowledge:
        return self.app[keys.KNOWLEDGE]

    @asynccontextmanager
    async def listener(self, *, tuned_in: bool = True) -> AsyncIterator["Listener"]:
        """Somebody with a browser of their own."""
        async with ClientSession(self.root, cookie_jar=CookieJar(unsafe=True)) as session:
            person = Listener(session, await get(session, "/api/v1/now"))
            if tuned_in:
                self.others.tune_in(person.key)
                await until(lambda: self.knowledge.tuned.streams(person.key))
            yield person


class Listener:
    """One listener's session."""

    def __init__(self, session: ClientSession, now: Any) -> None:
        self.session = session
        self.key = str(now["streams"]["listen_key"])

    async def get(self, path: str) -> Any:
        return await get(self.session, f"/api/v1/{path}")

    async def vote(self, ballot: str, candidate: str, **more: Any) -> tuple[int, Any]:
        address = f"/api/v1/ballot/{ballot}/vote"
        async with self.session.put(address, json={"candidate": candidate, **more}) as response:
            return response.status, await response.json(content_type=None)


@asynccontextmanager
async def site(folder: Path, *, listening: bool = True, **settings: Any) -> AsyncIterator[Site]:
    """A station with "First" on air at 40 s and the seam into "Second" at 60 s. ``listening``: everything is up."""
    places, time = Places(folder).make(), Time()
    others = Others(places)
    first, second = track("a", "First", "Ann"), track("b", "Second", "Ben")
    for one in (first, second):
        others.store.catalogue.put(one, 1, 1)
    others.marks, others.clips = programme(first, second)
    async with others:
        app = make_app(places, WebSettings(**{"station": "Test FM", **settings}), time.monotonic, time.wall)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        made = Site(app, others, time, runner.addresses[0][1])
        if listening:
            await until(made.knowledge.on_air)
        try:
            yield made
        finally:
            await runner.cleanup()


async def get(session: ClientSession, path: str, status: int = 200) -> Any:
    async with session.get(path) as response:
        assert response.status == status, await response.text()
        return await response.json(content_type=None)


HEAD = 40 * RATE
