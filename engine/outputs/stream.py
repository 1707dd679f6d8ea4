"""One encoded stream and its listeners: the encoder's frames go to each, and the newest are kept for those
who come."""

import time
from collections import deque
from collections.abc import Callable

from engine.outputs.listener import Listener
from engine.outputs.mp3 import FRAME, EncodedFrame


class Stream:
    """``burst`` and ``queue`` in seconds; ``clock`` gives Unix time for the listeners' list."""

    def __init__(self, sample_rate: int, *, burst: float, queue: float, clock: Callable[[], float] = time.time) -> None:
        rate = sample_rate / FRAME  # MP3 frames a second
        self.listeners: dict[int, Listener] = {}
        self.dropped = 0  # listeners that were too slow
        self._recent: deque[EncodedFrame] = deque(maxlen=max(1, round(burst * rate)))
        self._limit = round((burst + queue) * rate)
        self._clock = clock

    def push(self, frame: EncodedFrame) -> None:
        """Send ``frame`` to everyone."""
        self._recent.append(frame)
        for listener in [one for one in self.listeners.values() if not one.offer(frame)]:
            self.dropped += 1
            self.leave(listener)

    def join(self, key: str) -> Listener:
        """A listener who gets the burst at once and every frame from now on."""
        listener = Listener(key, self._clock(), self._limit, self._recent)
        self.listeners[listener.number] = listener
        return listener

    def leave(self, listener: Listener) -> None:
        """Safe to repeat."""
        listener.drop()
        self.listeners.pop(listener.number, None)

    def facts(self) -> list[dict[str, object]]:
        """One entry a listener."""
        return [listener.facts() for listener in self.listeners.values()]
