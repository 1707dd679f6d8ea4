"""One listener: a bounded queue between the encoder and a connection."""

import asyncio
import itertools
from collections import deque
from collections.abc import AsyncIterator, Iterable

from engine.outputs.mp3 import FRAME, EncodedFrame

_numbers = itertools.count(1)


class Listener:
    """Gets every frame or is dropped; nobody waits for it. ``limit``: MP3 frames it may be behind."""

    def __init__(self, key: str, since: float, limit: int, burst: Iterable[EncodedFrame]) -> None:
        self.number = next(_numbers)
        self.key = key
        self.since = since
        self.gone = asyncio.Event()  # set once it is dropped
        #: The programme frame of the connection's first sample, counted back from what it hears now: a player's own
        #: clock added to it is what is heard, also behind a stretch of the outputs' own ident.
        self.start_frame: int | None = None
        self.sent_frame: int | None = None
        self._samples = 0  # sent before
        self._limit = limit
        self._queue = deque(burst)
        self._more = asyncio.Event()
        self._more.set()

    def offer(self, frame: EncodedFrame) -> bool:
        """Queue a frame. False when that is one too many: the listener is to be dropped."""
        if len(self._queue) >= self._limit:
            return False
        self._queue.append(frame)
        self._more.set()
        return True

    async def frames(self) -> AsyncIterator[EncodedFrame]:
        """What to send next, for ever."""
        while True:
            if not self._queue:
                self._more.clear()
                await self._more.wait()
                continue
            yield self._queue.popleft()

    def sent(self, frame: EncodedFrame) -> None:
        """``frame`` is on its way."""
        if frame.frame is not None:
            self.start_frame = frame.frame - self._samples
            self.sent_frame = frame.frame + FRAME
        self._samples += FRAME

    def drop(self) -> None:
        """The end, whoever wants it; safe to repeat."""
        self._queue.clear()
        self.gone.set()

    def facts(self) -> dict[str, object]:
        """What the planner needs to know when this listener heard what."""
        return {
            "number": self.number,
            "key": self.key,
            "start_frame": self.start_frame,
            "sent_frame": self.sent_frame,
            "since": self.since,
        }
