"""The station of a run: ``everset run`` as an operator's service manager keeps it."""

import json
import os
import signal
import subprocess
import threading
import time
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.chaos.processes import MARK, marked, shared_files
from benchmarks.ports import two_free_ports
from engine.client import ask
from engine.errors import EversetError
from engine.places import Places

#: Everything that decides what a listener hears is as shipped; the rest is short, so that a run has many seams.
SETTINGS = """
[station]
name = "chaos"
title = "Chaos"
[engine]
settled_seconds = 4.0
[planner]
music = [{music}]
scan_seconds = 5.0
analysis_workers = 1
ballot_seconds = 8.0
lead_seconds = 14.0
play_share = 0.3
shortest_seconds = 20.0
artist_minutes = 0.0
title_minutes = 0.0
"""
#: What Python runs as which process.
MODULES = {
    "stations.cli": "supervisor", "stations.duty": "supervisor",
    "engine": "engine", "engine.outputs": "outputs", "planner": "planner", "web": "web",
}  # fmt: skip
START_SECONDS = 90.0
LOOK_SECONDS = 0.05  # how soon the service manager sees that the supervisor is gone


class Station:
    """``python`` runs it, ``folder`` holds its settings and its log, ``data`` is its own folder."""

    def __init__(self, python: Path, folder: Path, data: Path, music: Path) -> None:
        self.places = Places(data)
        self.mark = f"{os.getpid()}-{time.monotonic_ns()}"
        self.log = folder / "station.log"
        self.starts = 0
        self.memory: set[str] = set()  # every file in shared memory that a process of the station had mapped
        self._port = two_free_ports()
        self.page = f"http://127.0.0.1:{self._port}"
        self.stream = f"http://127.0.0.1:{self._port + 1}/stream.mp3"
        toml = folder / "station.toml"
        toml.write_text(SETTINGS.format(music=json.dumps(str(music))))
        self.everset = [str(python), "-m", "stations.cli"]
        self._argv = [*self.everset, "run", str(toml), "--data", str(data), "--port", str(self._port)]
        self.environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", MARK: self.mark}
        self._leaving = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name="service manager", daemon=True)

    def start(self) -> None:
        """On air, with music."""
        self._keeper.start()
        wait_for(self.plays_music, START_SECONDS)

    def _keep(self) -> None:
        while not self._leaving.wait(LOOK_SECONDS):
            if not self._running() and self.pid("supervisor") is None:
                self.starts += 1
                with self.log.open("ab") as log:
                    self._popen = subprocess.Popen(self._argv, stderr=log, stdout=log, env=self.environment)

    def _running(self) -> bool:
        return self.starts > 0 and self._popen.poll() is None

    def stop(self) -> dict[int, str]:
        """Leave by SIGTERM; what is still running then, which is killed."""
        self._leaving.set()
        self._keeper.join()
        if pid := self.pid("supervisor"):
            os.kill(pid, signal.SIGTERM)
            quietly(lambda: wait_for(lambda: not marked(self.mark), 25))
        left = {pid: " ".join(words) for pid, words in marked(self.mark).items()}
        for one in left:
            quietly(lambda pid=one: os.kill(pid, signal.SIGKILL))
        if self.starts:
            self._popen.wait()
        return left

    def pid(self, name: str) -> int | None:
        """The process ``name`` by now, whoever started it; None when there is none."""
        for pid, words in marked(self.mark).items():
            module = words[words.index("-m") + 1] if "-m" in words[:4] else ""
            if MODULES.get(module) == name and str(self.places.data) in words and not zombie(pid):
                return pid
        return None

    def look_at_memory(self) -> None:
        """Note which files in shared memory the processes have mapped."""
        for pid in marked(self.mark):
            self.memory |= shared_files(pid)

    def ask(self, process: str, command: str, timeout: float = 2.0, **facts: Any) -> dict[str, Any]:
        """The answer of a process's socket. Raises EversetError."""
        return ask(self.places.socket(process), command, timeout=timeout, **facts)

    def get(self, path: str, timeout: float = 5.0) -> Any:
        """A document of the page's port. Raises OSError."""
        with urllib.request.urlopen(f"{self.page}{path}", timeout=timeout) as answer:  # noqa: S310  loopback, http
            return json.load(answer)

    def plays_music(self) -> bool:
        """Whether a track is on air at the head, the ident before it has faded, and listeners can hear it."""
        head = self.ask("engine", "programme")
        began = [mark for mark in head["marks"] if mark["at"] <= head["frame"] and mark["kind"] != "transition"]
        fading = any(clip["part"] == "ident" and clip["at"] + clip["length"] > head["frame"] for clip in head["clips"])
        alone = bool(began) and began[-1]["kind"] == "track" and not fading
        return alone and bool(self.ask("outputs", "status"))


def zombie(pid: int) -> bool:
    """Whether nothing but its exit code is left of ``pid``."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def wait_for(condition: Any, seconds: float) -> None:
    """Raise TimeoutError unless ``condition`` comes true in time; an error of the station's is not yet."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if condition():
                return
        except (EversetError, OSError):
            pass
        time.sleep(0.05)
    raise TimeoutError(f"not within {seconds:.0f} s: {condition}")


def quietly(work: Any) -> None:
    """``work``; that it comes too late is no harm."""
    try:
        work()
    except (OSError, TimeoutError):
        return
