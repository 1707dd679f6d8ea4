"""Keeps the playlog: takes in what the engine says went out, exactly once, also after having been away."""

import asyncio

import msgspec

from engine.errors import Unreachable
from planner.directing.live_air import LiveAir
from planner.heard import Fact
from planner.store import Store

MOST = 1_000  # records asked for at once


class LogKeeper:
    """From the engine behind ``air`` into ``store``'s playlog."""

    def __init__(self, store: Store, air: LiveAir) -> None:
        self._store = store
        self._air = air
        self._last: int | None = None  # the highest number stored; asked of the store once, nobody else writes there

    async def ingest(self) -> None:
        """Take in what is new. Raises StorageError; an engine that is away is asked the next time."""
        if self._last is None:
            self._last = await asyncio.to_thread(self._store.playlog.last_seq)
        while True:
            try:
                answer = await self._air.call("aired", after=self._last)
            except Unreachable:
                return
            facts = [self._fact(record) for record in answer["records"]]
            if not facts:
                return
            await asyncio.to_thread(self._store.playlog.ingest, facts)
            self._last = facts[-1].seq
            if len(facts) < MOST:
                return

    def _fact(self, record: dict[str, object]) -> Fact:
        fact = msgspec.convert(record, Fact)
        if fact.kind != "transition":
            return fact
        marks = (mark for mark in self._air.programme.marks if mark.kind == "transition" and mark.at == fact.frame)
        recipe = next((str(mark.data.get("recipe", "")) for mark in marks), "")
        return msgspec.structs.replace(fact, recipe=recipe)
