"""What the other processes say, kept coming: each feed outlives the process it listens to."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import msgspec

from engine.bus import Message
from engine.client import Client, events
from engine.errors import EversetError
from engine.logs import logger
from engine.places import Places
from engine.programme.clip import Clip
from engine.programme.programme import Mark
from web.announce import Announce
from web.knowledge import PROCESSES, Knowledge
from web.refresh import Refresh
from web.shapes import Act
from web.tuned import Stream

HEARTBEAT = 2.0  # seconds between two `health` messages
STATUS = 5.0  # seconds between two looks at every process
MISSED = 30.0  # seconds between two looks for a ballot whose event was missed
PATIENCE = 2.0  # seconds that a process may take to say how it is
SETTLE = 8.0  # seconds after a title until the playlog is read: the planner asks the engine every five

log = logger(__name__)
Handle = Callable[[Message], Awaitable[None]]
Work = Callable[[], Awaitable[None]]


class Feeds:
    """Follows engine, outputs and planner into ``knowledge`` and announces what changed."""

    def __init__(self, places: Places, knowledge: Knowledge, refresh: Refresh, announce: Announce) -> None:
        self.places = places
        self.knowledge = knowledge
        self.refresh = refresh
        self.announce = announce
        self._shown: object = None  # what a visitor was last told to be on air
        self._asked: dict[str, Client] = {}  # connections for calls, by process
        self._reading: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Until cancelled."""
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._follow("engine", self._engine))
                tasks.create_task(self._follow("outputs", self._outputs))
                tasks.create_task(self._follow("planner", self._planner))
                tasks.create_task(self._every(STATUS, self._statuses))
                tasks.create_task(self._every(MISSED, self._ballot))
                tasks.create_task(self._every(HEARTBEAT, self._heartbeat))
        finally:
            for task in self._reading:
                task.cancel()
            await asyncio.gather(*self._reading, return_exceptions=True)
            for client in self._asked.values():
                await client.close()

    async def _follow(self, process: str, handle: Handle) -> None:
        async for event in self._events(process):
            if event["event"] == "away":
                self.knowledge.statuses.pop(process, None)
                self.announce.health()
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
        redrawn = await self.refresh.pictures()
        self.announce.now()
        if redrawn:
            self.announce.seam()

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

    async def _statuses(self) -> None:
        found = await asyncio.gather(*(self._status(process) for process in PROCESSES))
        self.knowledge.statuses = {name: status for name, status in zip(PROCESSES, found, strict=True) if status}

    async def _status(self, process: str) -> dict[str, Any] | None:
        """None from one that is away; a connection is kept for as long as its process answers."""
        kept = self._asked.get(process)
        try:
            client = self._asked[process] = kept or await Client.connect(self.places.socket(process))
        except EversetError:
            return None
        try:
            return await client.call("status", timeout=PATIENCE)
        except EversetError:
            del self._asked[process]
            await client.close()
            return await self._status(process) if kept else None  # it may be another one by now

    async def _heartbeat(self) -> None:
        if self.announce.hub.pages:
            self.announce.health()

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
