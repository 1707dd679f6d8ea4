"""Thousands of listeners in one thread: they read as fast as sound comes, and count it."""

import select
import socket
import time
from contextlib import suppress

AT_ONCE = 4  # connections that are opened before the next ones
PATIENCE = 30.0  # seconds for all of these to hear something
BUFFER = bytearray(2**18)


class Ear:
    """One listener. ``heard``: bytes within the measured time; ``gap``: the longest time without any."""

    __slots__ = ("connection", "gap", "heard", "last")

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.heard = 0
        self.gap = 0.0
        self.last = 0.0  # when something came


class Crowd:
    """Listeners of ``http://127.0.0.1:PORT/PATH``."""

    def __init__(self, port: int, path: str) -> None:
        self.errors = 0  # connections that were refused or cut
        self.sounding = 0  # that heard something
        self._request = f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n".encode()
        self._port = port
        self._ears: dict[int, Ear] = {}
        self._poll = select.epoll()

    def gather(self, count: int) -> None:
        """Connect ``count`` listeners and wait until each hears something, some at once: a server's queue of those who
        wait to be let in is short, and whoever finds it full comes again after seconds."""
        while (opened := len(self._ears) + self.errors) < count:
            for _ in range(min(AT_ONCE, count - opened)):
                self._open()
            deadline = time.monotonic() + PATIENCE
            while self.sounding < len(self._ears):
                if time.monotonic() > deadline:
                    return
                self._hear(0.1)

    def begin(self, now: float) -> None:
        """What came until now does not count."""
        for ear in self._ears.values():
            ear.heard, ear.gap, ear.last = 0, 0.0, now

    def listen(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._hear(left)

    def result(self, now: float) -> dict[str, object]:
        """Bytes of the least and the most served and of the median one, and the longest that anyone waited."""
        heard = sorted(ear.heard for ear in self._ears.values()) or [0]
        gap = max((max(ear.gap, now - ear.last) for ear in self._ears.values()), default=0.0)
        facts = {"least": heard[0], "median": heard[len(heard) // 2], "most": heard[-1], "longest_wait": round(gap, 3)}
        return {"held": len(self._ears), "errors": self.errors, **facts}

    def _open(self) -> None:
        connection = socket.socket()
        try:
            connection.connect(("127.0.0.1", self._port))
            connection.sendall(self._request)
        except OSError:
            self.errors += 1
            connection.close()
            return
        connection.setblocking(False)
        self._ears[connection.fileno()] = Ear(connection)
        self._poll.register(connection.fileno(), select.EPOLLIN)

    def _hear(self, wait: float) -> None:
        events = self._poll.poll(wait, 1_024)
        now = time.monotonic()
        for number, _ in events:
            self._read(self._ears[number], number, now)

    def _read(self, ear: Ear, number: int, now: float) -> None:
        count = 0
        with suppress(BlockingIOError, ConnectionError):
            count = ear.connection.recv_into(BUFFER)
        if not count:
            self.errors += 1
            self._poll.unregister(number)
            ear.connection.close()
            del self._ears[number]
            return
        self.sounding += not ear.last
        ear.gap, ear.last = max(ear.gap, now - ear.last) if ear.last else 0.0, now
        ear.heard += count
