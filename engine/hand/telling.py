"""Tells who listens where every control stands: when a hand moved something, and to who watches all the time."""

import asyncio
from collections.abc import Callable

from engine.bus import Message

TELL = 0.05  # seconds between two events: twenty a second are as smooth as a light or a page shows


class Telling:
    """``state`` is what is told; ``watched``: whether somebody wants every move of the automation, too."""

    def __init__(self, state: Callable[[], Message], publish: Callable[..., None], watched: Callable[[], bool]) -> None:
        self._state = state
        self._publish = publish
        self._watched = watched
        self._moved = asyncio.Event()

    def moved(self) -> None:
        """Something is not as it was, or somebody else listens."""
        self._moved.set()

    async def run(self) -> None:
        """Tell for ever; it costs nothing while nothing happens."""
        told: Message = {}
        while True:
            if not self._watched():
                await self._moved.wait()
            self._moved.clear()
            state = self._state()
            if {**state, "frame": 0} != told:
                told = {**state, "frame": 0}
                self._publish("hand", **state)
            await asyncio.sleep(TELL)
