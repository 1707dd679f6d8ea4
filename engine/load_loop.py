"""The load loop: a thread that has PCM in memory before the render loop wants it. It may wait for disks."""

import threading

from engine.mixer import Mixer

INTERVAL = 0.1  # seconds between two looks, unless woken


class LoadLoop:
    """Keeps ``ahead`` frames of PCM in memory."""

    def __init__(self, mixer: Mixer, ahead: int) -> None:
        self.until = 0  # all PCM before this frame is there
        self._mixer = mixer
        self._ahead = ahead
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
        self.until = self._mixer.load(self._mixer.frame + self._ahead)

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wanted.clear()
            self.load()
            self._wanted.wait(INTERVAL)
