"""A whole station for tests: ``everset run`` on a folder of short pieces, as an operator starts it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.chaos.music import PIECES
from benchmarks.ports import two_free_ports
from engine.client import ask
from engine.errors import EversetError
from engine.places import Places
from stations.demo.library import short_piece
from tests.support.wait import eventually

#: Short distances everywhere, so that a transition takes a minute and not five.
BRISK = """
[station]
name = "brisk"
title = "Brisk"
[engine]
settled_seconds = 4.0
[outputs]
distance_seconds = 4.0
[planner]
music = [{music}]
scan_seconds = 2.0
analysis_workers = 1
ballot_seconds = 10.0
lead_seconds = 10.0
play_share = 0.35
shortest_seconds = 20.0
artist_minutes = 0.0
title_minutes = 0.0
"""


def make_music(folder: Path, seconds: float = 64.0, count: int = 4) -> Path:
    """Short pieces in ``folder``, by different artists as far as the rules can tell."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, piece in enumerate(PIECES[:count]):
        short_piece(folder / f"piece {number}.flac", seconds=seconds, **piece)
    return folder


class OnAir:
    """A running station: its addresses, and what its processes say."""

    def __init__(self, popen: "subprocess.Popen[bytes]", data: Path, port: int, log: Path) -> None:
        self.popen = popen
        self.places = Places(data)
        self.page = f"http://127.0.0.1:{port}"
        self.stream = f"http://127.0.0.1:{port + 1}/stream.mp3"
        self.log = log

    def api(self, path: str) -> Any:
        with urllib.request.urlopen(f"{self.page}/api/v1/{path}", timeout=10) as answer:
            return json.load(answer)

    def ask(self, process: str, command: str, **facts: Any) -> dict[str, Any]:
        return ask(self.places.socket(process), command, timeout=10.0, **facts)

    def processes(self) -> dict[str, dict[str, Any]]:
        return {row["name"]: row for row in self.ask("supervisor", "status")["processes"]}

    def plays_music(self) -> bool:
        """Whether a track is on air at the head."""
        now = self.api("now")["now_playing"]
        return bool(now and now["track"])

    def kill(self, name: str) -> None:
        """SIGKILL one process, and wait until its successor answers."""
        before = self.processes()[name]
        os.kill(before["pid"], signal.SIGKILL)

        def back() -> bool:
            row = self.processes()[name]
            return row["restarts"] > before["restarts"] and self.answers(name)

        eventually(back, 60)

    def answers(self, name: str) -> bool:
        try:
            return bool(self.ask(name, "status"))
        except EversetError:
            return False


@contextmanager
def on_air(music: Path, folder: Path, settings: str = BRISK) -> Iterator[OnAir]:
    """``everset run`` with ``settings`` on ``music``, everything it keeps in ``folder``; stopped by
    SIGTERM."""
    port = two_free_ports()
    folder.mkdir(parents=True, exist_ok=True)
    toml, log = folder / "station.toml", folder / "station.log"
    toml.write_text(settings.format(music=json.dumps(str(music))))
    command = [sys.executable, "-m", "stations.cli", "run", str(toml)]
    options = ["--data", str(folder / "data"), "--port", str(port)]
    with log.open("wb") as errors:
        popen = subprocess.Popen([*command, *options], stderr=errors, env={**os.environ, "OMP_NUM_THREADS": "1"})
    station = OnAir(popen, folder / "data", port, log)
    try:
        eventually(lambda: station.answers("engine") and station.answers("outputs") and station.api("now"), 60)
        yield station
    finally:
        popen.send_signal(signal.SIGTERM)
        try:
            popen.wait(25)
        except subprocess.TimeoutExpired:
            popen.kill()
            raise
        finally:
            station.places.ring.unlink(missing_ok=True)  # it outlives its station on purpose
            station.places.place.unlink(missing_ok=True)
            shutil.rmtree(station.places.sockets, ignore_errors=True)
