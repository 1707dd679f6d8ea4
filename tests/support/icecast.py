"""A real Icecast for tests: the shipped configuration on a free port, run by a user that it accepts."""

import base64
import contextlib
import json
import shutil
import signal
import socket
import subprocess
import tempfile
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.crowd.icecast import configured
from benchmarks.nobody import as_nobody
from benchmarks.ports import answers, free_port
from tests.support.wait import eventually

PASSWORD = "über geheim"


class Icecast:
    """``replaced``: words of the shipped configuration that are others here."""

    def __init__(self, folder: Path, replaced: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.config = folder / "icecast.xml"
        own = {"<source-timeout>10<": "<source-timeout>4<", **(replaced or {})}
        self.config.write_text(configured(folder, self.port, PASSWORD, own), "utf-8")
        self.popen: subprocess.Popen[bytes] | None = None

    def place(self, mount: str = "/live.mp3", **settings: Any) -> dict[str, Any]:
        """The settings of an output that feeds it."""
        return {"port": self.port, "mount": mount, "password": PASSWORD, **settings}

    def start(self) -> "Icecast":
        """Start it, and wait until it takes sources."""
        self.popen = subprocess.Popen(
            [*as_nobody(self.folder), "icecast2", "-c", str(self.config)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(lambda: answers(self.port, 0.0) or True, 20)
        return self

    def signal(self, which: signal.Signals) -> None:
        assert self.popen is not None
        self.popen.send_signal(which)

    @contextlib.contextmanager
    def halted(self) -> Iterator[None]:
        """It hangs meanwhile."""
        self.signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.signal(signal.SIGCONT)

    def kill(self) -> None:
        if self.popen is not None:
            self.popen.kill()
            self.popen.wait()

    def sources(self) -> dict[str, dict[str, Any]]:
        """What it says of its mounts, by mount."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/status-json.xsl", timeout=5) as answer:
            found = json.load(answer)["icestats"].get("source", [])
        each = found if isinstance(found, list) else [found]
        return {"/" + one["listenurl"].split("/", 3)[3]: one for one in each}

    def log(self) -> str:
        return (self.folder / "error.log").read_text(errors="replace")


@contextlib.contextmanager
def icecast(replaced: dict[str, str] | None = None) -> Iterator[Icecast]:
    """One that runs, in a folder that is gone behind it. pytest's own folders are closed to other users."""
    folder = Path(tempfile.mkdtemp(prefix="everset-icecast-"))
    made = Icecast(folder, replaced)
    try:
        yield made.start()
    finally:
        made.kill()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def another_source(server: Icecast, mount: str) -> Iterator[None]:
    """Somebody else is on ``mount`` meanwhile."""
    login = base64.b64encode(f"source:{PASSWORD}".encode()).decode()
    head = f"PUT {mount} HTTP/1.1\r\nAuthorization: Basic {login}\r\nContent-Type: audio/mpeg\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port), 5) as line:
        line.sendall(head.encode())
        assert b"200" in line.recv(1_000)
        line.sendall(b"\xff\xfb\x90\x64" + bytes(413))
        yield
