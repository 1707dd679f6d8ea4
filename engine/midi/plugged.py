"""A controller that is plugged in: its ports, and what becomes of what they bring."""

import asyncio
import contextlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.bus import Message
from engine.errors import NoMidi
from engine.logs import logger
from engine.midi.command import Command
from engine.midi.controller import Controller
from engine.midi.ports import Port

#: Lamps that are lit at once, and seconds until the next: JACK loses what is more than a cycle holds, twenty messages
#: with 64 frames, and a cable of the old kind takes a millisecond for each.
AT_ONCE, PAUSE = 8, 0.008
SEE_OFF = 0.05  # seconds until the last of them is out: two cycles of a JACK server with long ones

log = logger(__name__)

#: How commands reach the engine: with the name of who asks.
Send = Callable[[Sequence[Command], str], None]


@dataclass
class Plugged:
    """``port``: what is listened to; ``lamps``: where its lamps are lit, if anywhere. ``send`` reaches the engine."""

    controller: Controller
    port: str
    send: Send
    lamps: Port | None = None
    listening: Port | None = None
    heard: int = 0
    asked: int = 0
    holding: bool = False

    @property
    def source(self) -> str:
        """What the engine knows it by."""
        return f"midi:{self.port}"

    def hear(self, data: Sequence[int]) -> None:
        """A message came from it."""
        self.heard += 1
        self._ask(self.controller.hear(data, time.monotonic()))
        self.light()

    def rest(self) -> None:
        """Time passed while a wheel turned."""
        self._ask(self.controller.rest(time.monotonic()))

    def _ask(self, commands: Sequence[Command]) -> None:
        for command in commands:
            if command.name == "hold":
                self.holding = bool(command.facts["on"])
        if commands:
            self.asked += len(commands)
            self.send(commands, self.source)

    def tell(self, state: Message) -> None:
        """The engine told where everything stands."""
        self.holding = self.holding and bool(state.get("hold"))
        self.controller.tell(state, time.monotonic())
        self.light()

    def light(self) -> None:
        """Have its lamps as they should be, some at once."""
        messages = self.controller.lights(AT_ONCE) if self.lamps is not None else []
        self._show(messages)
        if len(messages) == AT_ONCE:
            asyncio.get_running_loop().call_later(PAUSE, self.light)

    def _show(self, messages: Sequence[bytes]) -> None:
        if self.lamps is None:
            return
        try:
            for message in messages:
                self.lamps.send(message)
        except NoMidi as error:  # it is gone, or on its way to be
            log.warning("lamps can't be lit", why=str(error))
            self.lamps = None

    async def close(self) -> None:
        """Listen no longer, with every lamp out."""
        if self.listening is not None:
            await asyncio.to_thread(self.listening.close)
        lamps, self.lamps = self.lamps, None  # nobody lights any from here on
        if lamps is not None:
            with contextlib.suppress(NoMidi):  # it may be gone
                await put_out(lamps, self.controller.dark())
            await asyncio.to_thread(lamps.close)

    def facts(self) -> Message:
        """What ``status`` tells of it."""
        return {
            "name": self.controller.mapping.controller.name,
            "port": self.port,
            "heard": self.heard,
            "asked": self.asked,
            "lamps": self.lamps is not None,
        }


async def put_out(lamps: Port, messages: Sequence[bytes]) -> None:
    """Send ``messages``, some at once, and see them off."""
    for at in range(0, len(messages), AT_ONCE):
        for message in messages[at : at + AT_ONCE]:
            lamps.send(message)
        await asyncio.sleep(PAUSE)
    await asyncio.sleep(SEE_OFF)
