"""The recording listener: connects as a player does, keeps every byte with the time at which it came, and connects
again at once when it was cut."""

import socket
import threading
import time
import urllib.parse

from msgspec import Struct

CHUNK = 65_536
AGAIN_SECONDS = 0.05  # between two attempts to connect
PATIENCE = 15.0  # without a byte, a player takes the connection for dead


class Connection(Struct):
    """One connection, times in CLOCK_MONOTONIC ns. ``parts``: when a part came, and how many bytes there were with
    it; ``data``: the stream's bytes."""

    began: int
    data: bytearray = bytearray()
    parts: list[tuple[int, int]] = []
    ended: int = 0
    why: str = ""


class Listener:
    """Listens to ``url`` from :meth:`start` to :meth:`stop`. ``keep``: False for one who only has to be tuned in."""

    def __init__(self, url: str, *, keep: bool = True) -> None:
        self.connections: list[Connection] = []
        self.refused = 0  # attempts that nobody answered
        self.last = time.monotonic_ns()  # when sound came last
        self._url = url
        self._keep = keep
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> "Listener":
        self._thread.start()
        return self

    def stop(self) -> None:
        """Hang up."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                with connected(self._url) as connection:
                    self._listen(connection)
            except OSError:
                self.refused += 1
            self._stopped.wait(AGAIN_SECONDS)

    def _listen(self, connection: socket.socket) -> None:
        told = Connection(time.monotonic_ns())
        rest = headers(connection)
        if rest is None:
            self.refused += 1
            return
        self.connections.append(told)
        part: bytes | None = rest
        try:
            while not self._stopped.is_set():
                if part:
                    self._take(told, part)
                part = received(connection)
                if part == b"" or time.monotonic_ns() - max(self.last, told.began) > PATIENCE * 1e9:
                    told.why = "ended" if part == b"" else "silent"
                    break
        except OSError as error:
            told.why = error.strerror or str(error)
        told.ended = time.monotonic_ns()

    def _take(self, told: Connection, part: bytes) -> None:
        self.last = time.monotonic_ns()
        if self._keep:
            told.data += part
            told.parts.append((self.last, len(told.data)))


def connected(url: str) -> socket.socket:
    """A connection on which the stream at ``url`` was asked for. Raises OSError."""
    address = urllib.parse.urlsplit(url)
    made = socket.create_connection((address.hostname or "", address.port or 80), timeout=PATIENCE)
    query = f"?{address.query}" if address.query else ""
    made.sendall(f"GET {address.path}{query} HTTP/1.1\r\nHost: {address.netloc}\r\nConnection: close\r\n\r\n".encode())
    return made


def headers(connection: socket.socket) -> bytes | None:
    """What came behind the answer's headers; None when it is no stream."""
    answer = b""
    while b"\r\n\r\n" not in answer:
        part = connection.recv(CHUNK)
        if not part:
            return None
        answer += part
    head, _, rest = answer.partition(b"\r\n\r\n")
    connection.settimeout(0.2)
    return rest if head.split(b"\r\n")[0].split()[1] == b"200" else None


def received(connection: socket.socket) -> bytes | None:
    """The next part; empty at the end, None when nothing has come for a moment."""
    try:
        return connection.recv(CHUNK)
    except TimeoutError:
        return None
