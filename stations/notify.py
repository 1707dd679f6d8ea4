"""Tells systemd what the supervisor does (sd_notify(3)); elsewhere it does nothing."""

import contextlib
import os
import socket


def notify(state: str) -> None:
    """``state``: lines such as ``READY=1``. An heir becomes the service's main process by ``MAINPID=``."""
    path = os.environ.get("NOTIFY_SOCKET", "")
    if not path:
        return
    address = f"\0{path[1:]}" if path.startswith("@") else path
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.sendto(state.encode(), address)
