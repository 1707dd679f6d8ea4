"""JACK's dummy server: a sound card without a room, which plays in time and gives back every sample; and an ear."""

import fcntl
import itertools
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar

import jack
import numpy as np

Samples = np.ndarray[Any, np.dtype[np.float32]]
LEAVING = 5.0  # seconds
ATTEMPTS = 4
NUMBERS = itertools.count()


class Room:
    """``period``: frames that it asks for at once. ``name``: no other server's, of before either: what a client of one
    that has ended still does would reach the next of that name."""

    def __init__(self, rate: int = 44_100, period: int = 256) -> None:
        self.name = f"everset-{os.getpid()}-{next(NUMBERS)}"
        self.rate, self.period = rate, period
        self.popen: subprocess.Popen[bytes] | None = None
        self._has_turn = False

    @property
    def environment(self) -> dict[str, str]:
        """Of processes that are to use it."""
        return {"JACK_DEFAULT_SERVER": self.name, "JACK_NO_START_SERVER": "1", "JACK_NO_AUDIO_RESERVATION": "1"}

    def start(self) -> "Room":
        """Start it, and wait until it is there; again where another server that comes or goes was in the way of its
        shared memory. Raises RuntimeError with its words."""
        if not self._has_turn:
            Turn.take()
            self._has_turn = True
        said: bytes | None = b""
        for _ in range(ATTEMPTS):
            if (said := self._started()) is None:
                return self
        self.stop()
        raise RuntimeError(f"JACK's dummy server does not start: {(said or b'').decode(errors='replace')[-500:]}")

    def _started(self) -> bytes | None:
        """None when it is there, else what it said."""
        variables = {**os.environ, **self.environment}
        command = ["jackd", "-n", self.name, "-r", "-d", "dummy", "-r", str(self.rate)]
        with tempfile.TemporaryFile() as words:
            self.popen = subprocess.Popen(
                [*command, "-p", str(self.period), "-C", "2", "-P", "2"], stdout=words, stderr=words, env=variables
            )
            null = subprocess.DEVNULL
            waits = ["jack_wait", "-w", "-t", "5", "-s", self.name]
            if subprocess.run(waits, check=False, stdout=null, stderr=null, env=variables).returncode == 0:
                return None
            self._end()
            words.seek(0)
            return words.read()

    def stop(self) -> None:
        """It leaves, with all of its clients' ports, and takes along what it has in shared memory: where it is killed
        that stays, and there is room for eight servers."""
        if not self._end():
            self._started()  # without a client it leaves, and the place of that name is free again
            self._end()
        if self._has_turn:
            Turn.leave()
            self._has_turn = False

    def _end(self) -> bool:
        """Whether it left by itself: with clients that come and go it now and then hangs."""
        if self.popen is None:
            return True
        self.popen.terminate()
        try:
            self.popen.wait(LEAVING)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
            return False
        return True


class Turn:
    """This process's turn to have servers, while any of its own runs: JACK's shared memory does not bear that several
    processes' come and go at once. Others wait."""

    _rooms: ClassVar[int] = 0
    _lock: ClassVar[int] = -1

    @classmethod
    def take(cls) -> None:
        """One more server of this process; waits for other processes'."""
        if cls._rooms == 0:
            path = Path(tempfile.gettempdir()) / f"everset-jack-{os.getuid()}.lock"
            cls._lock = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(cls._lock, fcntl.LOCK_EX)
        cls._rooms += 1

    @classmethod
    def leave(cls) -> None:
        """One less."""
        cls._rooms -= 1
        if cls._rooms == 0:
            os.close(cls._lock)


class Ear:
    """Hears what a client of ``room`` plays, each sample as it was given; call :meth:`connect`."""

    def __init__(self, room: Room) -> None:
        self._parts: list[tuple[int, Samples]] = []  # with the time at which they came, CLOCK_MONOTONIC ns
        self._jack = jack.Client("ear", no_start_server=True, servername=room.name)
        self._ins = [self._jack.inports.register(f"in_{side}") for side in range(2)]
        self._jack.set_process_callback(self._take)
        self._jack.activate()

    def connect(self, client: str = "PortAudio") -> bool:
        """Listen to that client; whether it was there."""
        outs = self._jack.get_ports(f"^{client}:", is_output=True, is_audio=True)
        if len(outs) < len(self._ins):
            return False
        for out, into in zip(outs, self._ins, strict=False):
            self._jack.connect(out, into)
        return True

    def _take(self, _frames: int) -> None:
        self._parts.append((time.monotonic_ns(), np.stack([port.get_array().copy() for port in self._ins], axis=1)))

    @property
    def parts(self) -> list[tuple[int, Samples]]:
        """Everything by now, oldest first: when it came, and what."""
        return list(self._parts)

    def close(self) -> None:
        self._jack.deactivate()
        self._jack.close()


@contextmanager
def room(**settings: Any) -> Iterator[Room]:
    """One that runs, of a name of its own."""
    made = Room(**settings)
    try:
        yield made.start()
    finally:
        made.stop()
