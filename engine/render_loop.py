"""The render loop: a thread that renders the block at the head when it is due, and waits for nothing else."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from engine.clock import SECOND, Clock
from engine.errors import RingError
from engine.mixer import Mixer
from engine.programme import Programme
from engine.ring_writer import RingWriter

TURN = 0.02  # seconds that a block waits for a change of the programme to be laid out; a change takes about one
BEHIND = SECOND // 4  # from here on, PCM that is not there yet is waited for: no output reads so near to the clock
PATIENCE = SECOND  # but not longer than this for one block


class RenderLoop:
    """Renders into the ring. ``loaded``: the frame before which all PCM is there; ``wake``: asks for more of
    it."""

    def __init__(
        self,
        mixer: Mixer,
        writer: RingWriter,
        clock: Clock,
        loaded: Callable[[], int],
        wake: Callable[[], None],
    ) -> None:
        self.mixer = mixer
        self.clock = clock
        self.error: RingError | None = None
        self.given_up = 0  # frames of real time without sound, because the engine was away for too long
        self._writer = writer
        self._loaded = loaded
        self._wake = wake
        self._turn = threading.Lock()
        self._asked = False
        self._rendered_at = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="render", daemon=True)

    @property
    def head(self) -> int:
        """The first frame that is not in the ring yet."""
        return self._writer.head

    def start(self) -> None:
        self._rendered_at = time.monotonic_ns()
        self._thread.start()

    def stop(self) -> None:
        """End with the block under way; safe to repeat."""
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join()

    @property
    def failed(self) -> bool:
        """Whether the loop has ended by itself; ``error`` tells why, when it knows."""
        return not self._stop.is_set() and not self._thread.is_alive()

    def lead(self, frames: int) -> None:
        """From now on render blocks ``frames`` frames before they are due, half of the ring at most: who leaves gives
        its successor that time. PCM that is not there yet is waited for until the block is due."""
        self.clock.ahead = min(max(frames, 0), self._writer.ring.geometry.frames // 2)
        self._wake()

    def change(self, programme: Programme, at: int) -> bool:
        """Play ``programme``, which differs from frame ``at`` on. False when that has been rendered already:
        then nothing was changed."""
        with self._between_blocks():
            if at < self.mixer.frame + self.mixer.reach:
                return False
            self.mixer.follow(programme)
            return True

    @contextmanager
    def _between_blocks(self) -> Iterator[None]:
        self._asked = True
        with self._turn:
            self._asked = False
            yield

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                wait = self.step(time.monotonic_ns())
                if wait:
                    self._stop.wait(wait / SECOND)
        except RingError as error:
            self.error = error

    def step(self, now: int) -> int:
        """Render the next block if it is due at ``now``, CLOCK_MONOTONIC in nanoseconds; how long to wait
        otherwise."""
        head = self.head
        if lost := self.clock.keep_bound(head, now):
            self.given_up += lost
            self._writer.epoch = self.clock.epoch
        if wait := self.clock.wait(head, now):
            return wait
        if self._asked or self._waits_for_pcm(head, now):
            return SECOND // 1000
        self._block(now)
        return 0

    def _waits_for_pcm(self, head: int, now: int) -> bool:
        """Whether to let the loader go first: only ahead of the clock, or so far behind it that nobody hears it."""
        needed = head + self._writer.ring.geometry.block_frames + self.mixer.reach
        behind = now - self.clock.due(head)
        if 0 <= behind < BEHIND or self._loaded() >= needed:
            return False
        self._wake()
        return behind < 0 or now - self._rendered_at < PATIENCE

    def _block(self, now: int) -> None:
        mine = self._turn.acquire(timeout=TURN)
        try:
            self.mixer.render(self._writer.block())
        finally:
            if mine:
                self._turn.release()
        self._writer.publish(self.mixer.state())
        self._rendered_at = now
        self.clock.count(self.head, now)
