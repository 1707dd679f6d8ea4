"""What is rendered again behind the head, each time told in a line: damaged blocks, which readers ask for by the
command ``repair``, one at a time and off the event loop; and silence that should not have been."""

import asyncio
from collections.abc import Callable

from engine.bus import Handler, Message
from engine.errors import RingError
from engine.logs import logger
from engine.mixing.repair import Repairer
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme

log = logger(__name__)


class Repairs:
    """Asks ``repairer`` on behalf of readers. ``heard``: gives the programme on air, and what a hand did to it."""

    def __init__(self, repairer: Repairer, heard: Callable[[], tuple[Programme, Overrides]]) -> None:
        self.done = 0
        self.failed = 0
        self._repairer = repairer
        self._heard = heard
        self._turn = asyncio.Lock()

    def handlers(self) -> dict[str, Handler]:
        """By command."""
        return {"repair": self._repair}

    def status(self) -> Message:
        """``{done, failed}`` since this engine began."""
        return {"done": self.done, "failed": self.failed}

    def mend(self, start: int, end: int, programme: Programme) -> None:
        """Render ``[start, end)`` again: it was silent because of PCM that has been read anew since. Blocks."""
        try:
            blocks = self._repairer.replace(start, end, programme, self._heard()[1])
        except RingError as error:
            log.error("the silence stays for those behind the head", start=start, end=end, why=str(error))
            return
        log.warning("the silence was rendered again for those behind the head", start=start, end=end, blocks=blocks)

    async def _repair(self, request: Message) -> Message:
        frame = int(request["frame"])
        async with self._turn:
            try:
                found = await asyncio.to_thread(self._repairer.repair, frame, *self._heard())
            except RingError as error:
                self.failed += 1
                log.error("a damaged block stays", frame=frame, why=str(error))
                raise
        if found.rendered:
            self.done += 1
            log.warning("a damaged block was rendered again", frame=found.frame, exact=found.exact)
        return {"frame": found.frame, "rendered": found.rendered, "exact": found.exact}
