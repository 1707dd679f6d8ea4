"""Ports on loopback."""

import socket
import time


def free_port() -> int:
    """One that is free now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def two_free_ports() -> int:
    """A port that is free, and the one behind it too."""
    while True:
        with socket.socket() as first, socket.socket() as second:
            first.bind(("127.0.0.1", 0))
            port = int(first.getsockname()[1])
            try:
                second.bind(("127.0.0.1", port + 1))
            except OSError:
                continue
            return port


def answers(port: int, patience: float = 20.0, *, host: str = "127.0.0.1") -> None:
    """Wait until somebody listens there. Raises ConnectionError."""
    deadline = time.monotonic() + patience
    while True:
        try:
            socket.create_connection((host, port), timeout=1).close()
            return
        except ConnectionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
