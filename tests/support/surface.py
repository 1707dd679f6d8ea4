"""A controller that is plugged in: ports of JACK's, the same as a device's to whoever listens."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.room import Room
from tests.support.command import ROOT


class Surface:
    """``send`` is a hand; ``heard`` what was sent to it, with the time, CLOCK_MONOTONIC in nanoseconds; ``lamps`` the
    newest of it by lamp. It is a process of its own: RtMidi can't
    close a JACK port without a risk of crashing, and a cable that is pulled closes nothing either."""

    def __init__(self, name: str) -> None:
        self.lamps: dict[tuple[int, int], int] = {}
        self.heard: list[tuple[int, bytes]] = []
        self.sent = 0
        argv = [sys.executable, str(Path(__file__).with_name("surface_process.py")), name]
        pipe = subprocess.PIPE
        self._popen = subprocess.Popen(argv, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True, cwd=ROOT)
        assert self._popen.stdout is not None
        assert self._popen.stdout.readline() == "ready\n"
        self._listening = threading.Thread(target=self._listen, daemon=True)
        self._listening.start()

    def _listen(self) -> None:
        for line in self._popen.stdout or ():
            when, sent = line.split()
            message = bytes.fromhex(sent)
            self.heard.append((int(when), message))
            if len(message) == 3:
                self.lamps[message[0], message[1]] = message[2]

    def send(self, *data: int) -> None:
        assert self._popen.stdin is not None
        self.sent += 1
        self._popen.stdin.write(f"{bytes(data).hex()}\n")
        self._popen.stdin.flush()

    def unplug(self) -> None:
        """Safe to repeat."""
        self._popen.kill()
        self._popen.wait()
        self._listening.join()
        for pipe in (self._popen.stdin, self._popen.stdout):
            assert pipe is not None
            pipe.close()


@contextmanager
def plugged(name: str = "DDJ-400") -> Iterator[Surface]:
    surface = Surface(name)
    try:
        yield surface
    finally:
        surface.unplug()


@contextmanager
def jack() -> Iterator[dict[str, str]]:
    """What is in the environment of clients of a JACK server that this process, too, finds as its default. Its cycles
    are long: of short ones each holds few messages, twenty in 64 frames, and what is more is lost."""
    server = Room(period=1_024)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in server.environment.items():
            patch.setenv(name, value)
        try:
            server.start()
            yield server.environment
        finally:
            server.stop()
