"""Touches on their way: to the audio side, and back with their frames.

The audio side takes them once a block. What it has no room for waits here, and of that the latest value of a control
wins (a controller that is swept tells more than anybody hears): nothing is ever refused, and nobody is waited for."""

import asyncio
from collections.abc import Callable, Sequence

from engine.mixing.render_loop import RenderLoop
from engine.programme.touch import Touch

LOOK = 0.005  # seconds between two looks for what came back, while something is out


class Touching:
    """Sends through ``render``; ``made`` hears of the touches that got their frame, in their order."""

    def __init__(self, render: RenderLoop, made: Callable[[Sequence[Touch]], None]) -> None:
        self.coalesced = 0  # values that another one came after before they could be sent
        self._render, self._mixer = render, render.mixer
        self._made = made
        self._waiting: dict[str, list[Touch]] = {}
        self._out = 0
        self._wake = asyncio.Event()

    def ask(self, touches: Sequence[Touch]) -> None:
        """Make these, together if they can be."""
        if self._waiting or len(touches) > self._mixer.touch_room:
            for touch in touches:
                self._put_off(touch)
        else:
            self._send(touches)
        self._wake.set()

    def expect(self, count: int) -> None:
        """So many were sent with a change."""
        self._out += count
        self._wake.set()

    def _put_off(self, touch: Touch) -> None:
        """What begins anew takes the place of all that was to be done before; what goes on comes behind it."""
        before = self._waiting.pop(touch.place, [])
        kept = [] if touch.doing in ("move", "push") else [one for one in before if one.doing != touch.doing]
        self.coalesced += len(before) - len(kept)
        self._waiting[touch.place] = [*kept, touch]

    def _send(self, touches: Sequence[Touch]) -> None:
        self._render.touch(touches)
        self._out += len(touches)

    def look(self) -> None:
        """Take what came back, and send what waited for room."""
        if made := self._mixer.touched():
            self._out = max(0, self._out - len(made))
            self._made(made)
        room = self._mixer.touch_room
        while self._waiting and len(waiting := next(iter(self._waiting.values()))) <= room:
            self._send(waiting)
            self._waiting.pop(waiting[0].place)
            room -= len(waiting)

    async def run(self) -> None:
        """Look for ever, as long as something is out."""
        while True:
            await self._wake.wait()
            self._wake.clear()
            while self._out or self._waiting:
                await asyncio.sleep(LOOK)
                self.look()
