"""Icecast 2.4 on this machine, as user nobody."""

import base64
import contextlib
import re
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.nobody import as_nobody
from benchmarks.ports import answers, free_port

PASSWORD = "only here"  # noqa: S105  of a server that lives for a minute
SHIPPED = Path(__file__).parents[2] / "config" / "icecast" / "icecast.xml"


def configured(folder: Path, port: int, password: str, replaced: dict[str, str] | None = None) -> str:
    """The shipped configuration for a server that is started as nobody, with its logs in ``folder``; ``replaced``: more
    words of it that are others here."""
    text = re.sub(r"<!--.*?-->", "", SHIPPED.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"<changeowner>.*</changeowner>", "", text, flags=re.DOTALL)
    known = {
        "<source-password>change me<": f"<source-password>{password}<",
        "<port>8010<": f"<port>{port}<",
        "/var/log/icecast2": str(folder),
        **(replaced or {}),
    }
    for old, new in known.items():
        if old not in text:
            raise ValueError(f"{SHIPPED} has no {old}")
        text = text.replace(old, new)
    return text


@contextlib.contextmanager
def server(
    folder: Path, clients: int, *, bind: str = "127.0.0.1", at: str = "127.0.0.1", within: Sequence[str] = ()
) -> Iterator[tuple[int, int]]:
    """Its process and port. ``bind``: where it listens; ``at``: where it is then found; ``within``: words before the
    command, which run it elsewhere."""
    home, port = folder / "icecast", free_port()
    home.mkdir()
    config = home / "icecast.xml"
    own = {">127.0.0.1<": f">{bind}<", "<clients>1000<": f"<clients>{clients + 10}<"}
    config.write_text(configured(home, port, PASSWORD, own), encoding="utf-8")
    command = [*within, *as_nobody(home), "icecast2", "-c", str(config)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        try:
            answers(port, host=at)
            yield running.pid, port
        finally:
            running.terminate()


@contextlib.contextmanager
def icecast(folder: Path, clients: int, source: tuple[int, str]) -> Iterator[tuple[int, int]]:
    """Its process and port while it relays ``source``, a port on loopback and a path, as ``/live.mp3``, by a raw
    PUT."""
    with server(folder, clients) as (pid, port):
        threading.Thread(target=_feed, args=(source, port), daemon=True).start()
        time.sleep(1)  # until it has the source
        yield pid, port


def _feed(source: tuple[int, str], port: int) -> None:
    """Pass on what ``source`` sends, until Icecast goes."""
    secret = base64.b64encode(f"source:{PASSWORD}".encode()).decode()
    lines = ("PUT /live.mp3 HTTP/1.1", "Host: localhost", f"Authorization: Basic {secret}", "Content-Type: audio/mpeg")
    with (
        contextlib.suppress(OSError),
        socket.create_connection(("127.0.0.1", source[0])) as ear,
        socket.create_connection(("127.0.0.1", port)) as mouth,
    ):
        ear.sendall(f"GET {source[1]} HTTP/1.0\r\n\r\n".encode())
        mouth.sendall("\r\n".join((*lines, "", "")).encode())
        data = b""
        while b"\r\n\r\n" not in data:
            more = ear.recv(4_096)
            if not more:
                return
            data += more
        data = data.partition(b"\r\n\r\n")[2]
        while True:
            mouth.sendall(data)
            data = ear.recv(2**16)
            if not data:
                return
