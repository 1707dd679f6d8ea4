"""JACK's dummy server for tests: a sound card without a room, which plays in time and gives back every sample."""

import contextlib
import os
import subprocess
from collections.abc import Iterator
from typing import Any

import jack
import numpy as np

from tests.support.wait import eventually


class Jack:
    """``name``: of a server of its own; ``period``: frames that it asks for at once."""

    def __init__(self, name: str, rate: int = 44_100, period: int = 256) -> None:
        self.name, self.rate, self.period = name, rate, period
        self.popen: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Of processes that are to use it."""
        return {"JACK_DEFAULT_SERVER": self.name, "JACK_NO_START_SERVER": "1", "JACK_NO_AUDIO_RESERVATION": "1"}

    def start(self) -> "Jack":
        """Start it, and wait until it is there."""
        command = ["jackd", "-n", self.name, "-r", "-d", "dummy", "-r", str(self.rate), "-p", str(self.period)]
        null = subprocess.DEVNULL
        self.popen = subprocess.Popen(
            [*command, "-C", "2", "-P", "2"], stdout=null, stderr=null, env={**os.environ, **self.environment}
        )
        subprocess.run(
            ["jack_wait", "-w", "-t", "10", "-s", self.name],
            check=True, stdout=null, stderr=null, env={**os.environ, **self.environment},
        )  # fmt: skip
        return self

    def kill(self) -> None:
        """It is gone without a word."""
        if self.popen is not None:
            self.popen.kill()
            self.popen.wait()

    def stop(self) -> None:
        """It leaves, and takes along what it has in shared memory: there is room for eight servers there."""
        if self.popen is not None:
            self.popen.terminate()
            try:
                self.popen.wait(5)
            except subprocess.TimeoutExpired:
                self.kill()


class Ear:
    """Hears what ``client`` plays, each sample as it was given."""

    def __init__(self, server: Jack, client: str = "PortAudio") -> None:
        self._parts: list[np.ndarray] = []
        self._jack = jack.Client("ear", no_start_server=True, servername=server.name)
        self._ins = [self._jack.inports.register(f"in_{side}") for side in range(2)]
        self._jack.set_process_callback(self._take)
        self._jack.activate()
        eventually(lambda: self._connect(client), 20)

    def _connect(self, client: str) -> bool:
        outs = self._jack.get_ports(f"^{client}:", is_output=True, is_audio=True)
        if len(outs) < 2:
            return False
        for out, into in zip(outs, self._ins, strict=False):
            self._jack.connect(out, into)
        return True

    def _take(self, _frames: int) -> None:
        self._parts.append(np.stack([port.get_array().copy() for port in self._ins], axis=1))

    def heard(self) -> np.ndarray:
        """Everything by now, (frames, 2)."""
        return np.concatenate([np.zeros((0, 2), np.float32), *self._parts])

    def listen(self, seconds: float, rate: int) -> np.ndarray:
        """That much more."""
        count = len(self._parts)
        eventually(lambda: sum(map(len, self._parts[count:])) >= seconds * rate, seconds + 20)
        return np.concatenate(self._parts[count:])

    def close(self) -> None:
        self._jack.deactivate()
        self._jack.close()


@contextlib.contextmanager
def jack_server(**settings: Any) -> Iterator[Jack]:
    """One that runs, of a name of its own, and is what this process's JACK clients find."""
    made = Jack(f"everset{os.getpid()}", **settings)
    try:
        yield made.start()
    finally:
        made.stop()


@contextlib.contextmanager
def ear(server: Jack, client: str = "PortAudio") -> Iterator[Ear]:
    made = Ear(server, client)
    try:
        yield made
    finally:
        made.close()
