"""Live events to pages: numbered messages, a bounded memory for those who come back, and nobody waited for."""

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Struct

REMEMBERED = 512  # messages; at the heartbeat's two seconds that is a quarter of an hour
QUEUED = 64  # messages that a page may be behind before it is dropped

Personal = Callable[[str], dict[str, Any]]


class Message(Struct, frozen=True, kw_only=True):
    """One event: ``shared`` is the JSON text that is the same for everyone, ``personal(listener)`` what is each
    listener's own. The shared part is encoded once, however many pages there are."""

    seq: int
    shared: str
    personal: Personal | None = None

    def text(self, listener: str) -> str:
        """What goes out to ``listener``."""
        own = self.personal(listener) if self.personal else {}
        return f"{self.shared[:-1]},{msgspec.json.encode(own).decode()[1:]}" if own else self.shared


class Page:
    """One live connection of ``listener``. ``abort`` ends it at once, without a handshake."""

    def __init__(self, listener: str, listen_key: str, abort: Callable[[], None]) -> None:
        self.listener = listener
        self.listen_key = listen_key
        self.queue: asyncio.Queue[str] = asyncio.Queue(QUEUED)
        self._abort = abort

    def offer(self, text: str) -> bool:
        """Queue ``text``. False when the page was too slow, and is gone."""
        try:
            self.queue.put_nowait(text)
        except asyncio.QueueFull:
            self._abort()
            return False
        return True


class Hub:
    """Every page's events. ``seq`` counts from ``first``: a Unix time in milliseconds, so that a number from before a
    restart is never taken for one of now."""

    def __init__(self, first: int) -> None:
        self.seq = first
        self.pages: set[Page] = set()
        self.occupied = asyncio.Event()  # while there are any
        self.dropped = 0  # pages that were too slow
        self._memory: deque[Message] = deque(maxlen=REMEMBERED)

    def join(self, page: Page) -> None:
        """From now on ``page`` hears everything."""
        self.pages.add(page)
        self.occupied.set()

    def leave(self, page: Page) -> None:
        """``page`` is gone; safe to repeat."""
        self.pages.discard(page)
        if not self.pages:
            self.occupied.clear()

    def publish(self, kind: str, document: dict[str, Any], personal: Personal | None = None) -> None:
        """Send everyone ``document``, and each listener ``personal(listener)`` in the same message."""
        self.seq += 1
        message = Message(seq=self.seq, shared=encoded(kind, self.seq, document), personal=personal)
        self._memory.append(message)
        for page in list(self.pages):
            self._offer(page, message.text(page.listener))

    def tell(self, page: Page, kind: str, document: dict[str, Any]) -> None:
        """Send one page something that is nobody else's business; it carries the latest ``seq``."""
        self._offer(page, encoded(kind, self.seq, document))

    def missed(self, seq: int | None, listener: str) -> list[str] | None:
        """What came after ``seq``; None when that is no longer known, and the whole state must be sent."""
        first = self._memory[0].seq if self._memory else self.seq + 1
        if seq is None or not first - 1 <= seq <= self.seq:
            return None
        return [message.text(listener) for message in self._memory if message.seq > seq]

    def _offer(self, page: Page, text: str) -> None:
        if not page.offer(text):
            self.dropped += 1
            self.leave(page)


def encoded(kind: str, seq: int, document: dict[str, Any]) -> str:
    """A message as text."""
    return msgspec.json.encode({"type": kind, "seq": seq, **document}).decode()
