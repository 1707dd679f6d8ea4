"""Icecast 2.4 on this machine, as user nobody."""

import base64
import contextlib
import socket
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.nobody import as_nobody
from benchmarks.ports import answers, free_port

PASSWORD = "only here"  # noqa: S105  of a server that lives for a minute
CONFIG = """<icecast><limits><clients>{clients}</clients><sources>4</sources><queue-size>524288</queue-size>
<client-timeout>30</client-timeout><header-timeout>15</header-timeout><source-timeout>10</source-timeout>
<burst-on-connect>1</burst-on-connect><burst-size>65535</burst-size></limits><authentication>
<source-password>{password}</source-password><relay-password>{password}</relay-password><admin-user>admin</admin-user>
<admin-password>{password}</admin-password></authentication><hostname>localhost</hostname>
<listen-socket><port>{port}</port><bind-address>{bind}</bind-address></listen-socket>
<paths><basedir>/usr/share/icecast2</basedir><logdir>{folder}</logdir><webroot>/usr/share/icecast2/web</webroot>
<adminroot>/usr/share/icecast2/admin</adminroot></paths><logging><accesslog>access.log</accesslog>
<errorlog>error.log</errorlog><loglevel>3</loglevel></logging><security><chroot>0</chroot></security></icecast>"""


@contextlib.contextmanager
def server(
    folder: Path, clients: int, *, bind: str = "127.0.0.1", at: str = "127.0.0.1", within: Sequence[str] = ()
) -> Iterator[tuple[int, int]]:
    """Its process and port. ``bind``: where it listens; ``at``: where it is then found; ``within``: words before the
    command, which run it elsewhere."""
    home, port = folder / "icecast", free_port()
    home.mkdir()
    config = home / "icecast.xml"
    facts = {"clients": clients + 10, "password": PASSWORD, "port": port, "bind": bind, "folder": home}
    config.write_text(CONFIG.format(**facts), encoding="utf-8")
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
