"""What the other processes say, kept coming: each feed outlives the process it listens to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec

from engine.bus import Message
from engine.client import events
from engine.errors import EversetError
from engine.logs import logger
from engine.places import Places
from engine.programme.clip import Clip
from engine.programme.programme import Mark
from web.announce import Announce
from web.knowledge import Knowledge
from web.refresh import Refresh
from web.shapes import Act
from web.statuses import Statuses
from web.tuned import Stream

HEARTBEAT = 2.0  # seconds between two `health` messages
STATUS = 5.0  # seconds between two looks at every process while a page is open
MISSED = 30.0  # seconds between two looks for a ballot whose event was missed
SETTLE = 3.0  # seconds after a title until the playlog is read: the engine notes it within one, and tells the planner

log = logger(__name__)
Handle = Callable[[Message], Awaitable[None]]
Work = Callable[[], Awaitable[None]]


class Feeds:
    """Follows engine, outputs and planner into ``knowledge`` and announces what changed."""

    def __init__(
        self, places: Places, knowledge: Knowledge, statuses: Statuses, refresh: Refresh, announce: Announce
    ) -> None:
        self.places = places
        self.knowledge = knowledge
        self.statuses = statuses
        self.refresh = refresh
        self.announce = announce
        self._shown: object = None  # what a visitor was last told to be on air
        self._reading: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled."""
        self.statuses.look()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._follow("engine", self._engine))
                tasks.create_task(self._follow("outputs", self._outputs))
                tasks.create_task(self._follow("planner", self._planner))
                tasks.create_task(self._every(MISSED, self._ballot))
                tasks.create_task(self._attend())
        finally:
            for task in self._reading:
                task.cancel()
            await asyncio.gather(*self._reading, return_exceptions=True)
            await self.statuses.close()

    async def _follow(self, process: str, handle: Handle) -> None:
        async for event in self._events(process):
            if event["event"] == "away":
                self.knowledge.statuses.pop(process, None)
                self.announce.health()
            elif process not in self.knowledge.statuses:  # it has come
                self.statuses.look()
            try:
                await handle(event)
            except Exception as error:  # whatever one event did, the next one must be heard
                log.exception("event not understood", process=process, kind=event.get("event"), why=str(error))

    def _events(self, process: str) -> AsyncIterator[Message]:
        return events(self.places.socket(process))

    async def _every(self, seconds: float, work: Work) -> None:
        while True:
            await self._guarded(work)
            await asyncio.sleep(seconds)

    async def _engine(self, event: Message) -> None:
        known = self.knowledge
        match event["event"]:
            case "programme":
                known.timeline = known.timeline.follow(
                    msgspec.convert(event["marks"], list[Mark]),
                    msgspec.convert(event["clips"], list[Clip]),
                    event["sample_rate"],
                    event["frame"],
                )
                known.tuned.sample_rate = event["sample_rate"]
                self._head(event)
                await self._on_air_changed(force=True)
            case "head":
                self._head(event)
                await self._on_air_changed(force=False)
            case "ladder":
                rung = str(event.get("rung", ""))
                known.ladder[rung] += 1
                self._note(f"ladder: {rung}", str(event.get("why", "")))

    def _head(self, event: Message) -> None:
        known = self.knowledge
        known.head = known.head.follow(event, known.sample_rate, known.clock(), known.wall())

    async def _on_air_changed(self, *, force: bool) -> None:
        """Tell everyone when a visitor hears something else, or when the plan changed."""
        known = self.knowledge
        frame = known.heard(None)
        shown = (known.timeline.track_at(frame), known.seam())
        if not force and shown == self._shown:
            return
        if shown != self._shown:
            self._soon(self._read_history)
        self._shown = shown
        self.refresh.drawn = False
        if self.announce.hub.pages:
            await self._show()
        else:
            self.announce.now()

    async def _read_history(self) -> None:
        await asyncio.sleep(SETTLE)
        await self.refresh.history()

    async def _outputs(self, event: Message) -> None:
        tuned, now = self.knowledge.tuned, self.knowledge.clock()
        changed: set[str] = set()
        match event["event"]:
            case "away":
                tuned.lost(now)
            case "listeners":
                changed = tuned.follow(msgspec.convert(event["listeners"], list[Stream]), now)
            case "tuned":
                changed = tuned.change(msgspec.convert(event["came"], list[Stream]), event["left"], now)
        if "count" in event:
            tuned.moved(event["count"], event["sent"], event["behind"])
        for key in changed:
            self.announce.listening(key)

    async def _planner(self, event: Message) -> None:
        match event["event"]:
            case "ballot":
                await self._ballot()
            case "match":
                await self._tournament()
            case "library":
                known = {name: value for name, value in event.items() if isinstance(value, int)}
                changed = known.get("set_aside") != self.knowledge.library.get("set_aside")
                self.knowledge.library = known
                if changed:
                    await self.refresh.set_aside()

    async def _ballot(self) -> None:
        if await self.refresh.ballot():
            self.announce.ballot()
            await self._tournament()  # whoever nominates has a name

    async def _tournament(self) -> None:
        if await self.refresh.tournament():
            self.announce.match()

    async def _attend(self) -> None:
        """While a page is open it is told how the station is."""
        while True:
            await self.announce.hub.occupied.wait()
            await asyncio.sleep(HEARTBEAT)
            await self.statuses.fresh(STATUS)
            self.announce.health()
            await self._guarded(self._show)

    async def _show(self) -> None:
        """What is drawn anew, to everyone."""
        if not self.refresh.drawn:
            redrawn = await self.refresh.draw()
            self.announce.now()
            if redrawn:
                self.announce.seam()

    def _note(self, what: str, detail: str) -> None:
        self.knowledge.log.append(Act(at=self.knowledge.wall(), what=what, detail=detail))

    def _soon(self, work: Work) -> None:
        task = asyncio.get_running_loop().create_task(self._guarded(work))
        self._reading.add(task)
        task.add_done_callback(self._reading.discard)

    async def _guarded(self, work: Work) -> None:
        try:
            await work()
        except EversetError as error:
            log.warning("the store can't be read", why=str(error))
        except Exception as error:  # what is shown goes stale for a moment; the process and its votes go on
            log.exception("refreshing failed", why=str(error))
