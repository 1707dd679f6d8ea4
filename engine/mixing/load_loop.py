"""The load loop: a thread that has PCM in memory before the render loop wants it. It may wait for disks."""

import threading
from collections.abc import Callable

from engine.logs import logger
from engine.mixing.mixer import Mixer

INTERVAL = 1.0  # seconds until PCM that could not be brought is tried again; or an eighth of what is kept ahead
STRIDE = 2.5  # seconds of PCM that are brought at once: fewer, longer reads; or a quarter of what is kept ahead
LEAP = 0.4  # seconds: the head moves by several blocks at a time
HURRY = 0.005  # while the head is catching up, which it does a hundred times as fast as it plays

log = logger(__name__)


class LoadLoop:
    """Keeps ``ahead`` frames of PCM in memory. ``behind``: tells whether the head is behind its clock, and so about to
    catch up."""

    def __init__(self, mixer: Mixer, ahead: int, behind: Callable[[], bool] = lambda: False) -> None:
        self._behind = behind
        self._mixer = mixer
        self._ahead = ahead
        self._stride = min(round(STRIDE * mixer.sample_rate), ahead // 4)
        self._interval = min(INTERVAL, ahead / mixer.sample_rate / 8)
        self._wanted = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="load", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout: float = 1.0) -> None:
        """A disk that hangs is left behind after ``timeout`` seconds; safe to repeat."""
        self._stop.set()
        self._wanted.set()
        if self._thread.is_alive():
            self._thread.join(timeout)

    def wake(self) -> None:
        """Look at once: the programme changed, or the head is catching up."""
        self._wanted.set()

    def load(self) -> None:
        """Bring what is missing; blocks."""
        self._mixer.load(self._mixer.frame + self._ahead)

    def _run(self) -> None:
        while not self._stop.is_set():
            woken = self._wanted.is_set()
            self._wanted.clear()
            if woken or self._lacking() > self._stride:
                try:
                    self.load()
                except Exception:  # whatever it is, the next look tries again: without this thread nothing sounds
                    log.exception("loading failed")
            self._wanted.wait(self._pause())

    def _pause(self) -> float:
        """Seconds until there is something to do, while the head keeps its pace."""
        if self._behind():
            return HURRY
        left = self._stride - self._lacking()
        return self._interval if left < 0 else left / self._mixer.sample_rate + LEAP

    def _lacking(self) -> int:
        """Frames that are to be brought and are not there."""
        return self._mixer.frame + self._ahead - self._mixer.loaded
