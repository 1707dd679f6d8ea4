"""A station's processes for tests: real ones, in a folder that is cleaned up behind them."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from engine.client import ask
from engine.errors import EversetError
from engine.places import Places
from engine.ring.reader import RingReader
from tests.support.wait import eventually

RATE = 44_100
ONE_THREAD = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Process:
    """One process of the station, started with settings of its own."""

    def __init__(self, name: str, places: Places, settings: dict[str, Any], *options: str, **popen: Any) -> None:
        self.name = name
        self.places = places
        path = places.data / f"{name}.json"
        path.write_text(json.dumps(settings))
        module = {"outputs": "engine.outputs", "card": "engine.card", "midi": "engine.midi"}.get(name, name)
        command = [sys.executable, "-m", module, "--data", str(places.data), "--settings", str(path), *options]
        self.errors = places.data / f"{name}.err"
        with self.errors.open("ab") as errors:
            self.popen = subprocess.Popen(command, stderr=errors, env=ONE_THREAD | popen.pop("env", {}), **popen)

    def ask(self, command: str, **facts: Any) -> dict[str, Any]:
        return ask(self.places.socket(self.name), command, timeout=10.0, **facts)

    def up(self) -> "Process":
        eventually(lambda: self.alive() and self.ask("status"), 30)
        return self

    def alive(self) -> bool:
        if self.popen.poll() is not None:
            raise AssertionError(f"{self.name} ended: {self.errors.read_text()[-3000:]}")
        return True

    def kill(self) -> None:
        self.popen.kill()
        self.popen.wait()

    def stop(self) -> int:
        self.popen.send_signal(signal.SIGTERM)
        return self.popen.wait(10)


class Station:
    """A folder and who runs in it."""

    def __init__(self, data: Path) -> None:
        self.places = Places(data).make()
        self.processes: list[Process] = []

    def start(self, name: str, *options: str, popen: dict[str, Any] | None = None, **settings: Any) -> Process:
        process = Process(name, self.places, settings, *options, **(popen or {}))
        self.processes.append(process)
        return process

    def reader(self) -> RingReader:
        return RingReader.open(self.places.ring)

    def pcm(self, name: str, seconds: float, seed: int = 0, level: float = 0.2) -> Path:
        """Prepared PCM: coloured noise, so that every frame is like no other."""
        path = self.places.pcm / f"{name}.f32"
        random = np.random.default_rng(seed)
        noise = random.standard_normal((round(seconds * RATE), 2)).astype(np.float32)
        noise[1:] += 0.9 * noise[:-1]
        (noise * np.float32(level / 2)).tofile(path)
        return path


@contextmanager
def station(data: Path) -> Iterator[Station]:
    """Every process is killed and every trace in shared memory removed, whatever the test did."""
    made = Station(data)
    try:
        yield made
    finally:
        for process in made.processes:
            process.kill()
        made.places.ring.unlink(missing_ok=True)
        for place in made.places.place.parent.glob(f"{made.places.place.name}*"):
            place.unlink(missing_ok=True)
        shutil.rmtree(made.places.sockets, ignore_errors=True)


def refused(call: Any, kind: type[EversetError]) -> str:
    """The message of the error that ``call`` raises."""
    try:
        call()
    except kind as error:
        return str(error)
    raise AssertionError(f"no {kind.__name__}")
