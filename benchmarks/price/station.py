"""A station on air that knows its tracks: ``everset run``, as an operator starts it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.ports import two_free_ports
from benchmarks.price.command import Spent, spend
from benchmarks.price.music import Music
from engine.client import ask
from engine.errors import EversetError
from engine.places import Places

EVERSET = (sys.executable, "-m", "stations.cli")
START = 60.0  # seconds in which a station must answer
#: Prepared tracks may take so little disk that most must be decoded anew when their turn comes, as in a library
#: that outgrows its cache; the planner's other settings are the shipped ones.
TOML = """
[station]
name = "price"
[planner]
music = [{music}]
pcm_cache_gb = 0.3
[web]
port = {port}
[outputs]
stream_port = {stream_port}
{outputs}
"""


class Station:
    """A running one: its addresses, its processes, what has gone out."""

    def __init__(self, data: Path, page: str, stream: str) -> None:
        self.places = Places(data)
        self.page = page
        self.stream = stream

    def pids(self) -> dict[str, int]:
        """By name, the supervisor's too."""
        return {row["name"]: row["pid"] for row in self._ask("supervisor", "status")["processes"]}

    def status(self) -> dict[str, Any]:
        """The engine's."""
        return self._ask("engine", "status")

    def outputs(self) -> list[dict[str, Any]]:
        """What each of its outputs does."""
        return list(self._ask("outputs", "status")["outputs"])

    def mounts(self) -> list[dict[str, Any]]:
        """What its mounts of Icecast do."""
        return [one for one in self.outputs() if str(one["name"]).startswith("icecast ")]

    def listeners(self) -> list[dict[str, Any]]:
        """Who hears what of its own stream."""
        return list(self._ask("outputs", "listeners")["listeners"])

    def seams_passed(self) -> list[int]:
        """The frames of all transitions that the head has passed."""
        records = self._ask("engine", "aired", after=0)["records"]
        return [record["frame"] for record in records if record["kind"] == "transition"]

    def answers(self) -> bool:
        try:
            return bool(self.pids() and self._ask("outputs", "status") and self._ask("web", "status"))
        except EversetError:
            return False

    def _ask(self, process: str, command: str, **facts: Any) -> dict[str, Any]:
        return ask(self.places.socket(process), command, timeout=10.0, **facts)


def scan(music: Music, data: Path) -> Spent:
    """Have every track listened to, into the station's folder ``data``."""
    return spend([*EVERSET, "scan", music.files[0].parent, "--data", data], data.parent)


@contextmanager
def on_air(music: Music, data: Path, outputs: str) -> Iterator[Station]:
    """A station in ``data``, which has been scanned; ``outputs``: TOML lines for that section. It leaves nothing in
    shared memory."""
    port = two_free_ports()
    stream_port = port + 1
    toml = data.with_suffix(".toml")
    folder = json.dumps(str(music.files[0].parent))
    toml.write_text(TOML.format(music=folder, port=port, stream_port=stream_port, outputs=outputs), encoding="utf-8")
    with data.with_suffix(".log").open("wb") as log:
        running = subprocess.Popen([*EVERSET, "run", toml, "--data", data], stderr=log, env=_environment())
    station = Station(data, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{stream_port}/stream.mp3")
    try:
        wait_until(station.answers, START)
        yield station
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)
        station.places.ring.unlink(missing_ok=True)
        station.places.place.unlink(missing_ok=True)


def wait_until(condition: Callable[[], bool], seconds: float) -> None:
    """Raises RuntimeError when ``condition`` does not come within ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"the station did not get there within {seconds:.0f} s")
        time.sleep(0.25)


def _environment() -> dict[str, str]:
    """One thread a numerical library, as in the Makefile."""
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
