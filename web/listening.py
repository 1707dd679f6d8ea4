"""The listening socket: made by the first web process, and handed from one to the next, so that an upgrade refuses
nobody: who knocks meanwhile waits in the kernel's queue, which goes with the socket."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from engine.errors import StationBusy
from engine.places import Places
from web.settings import WebSettings

BACKLOG = 1024  # connections that the kernel holds while nobody accepts them
PATIENCE = 2.0  # seconds for the one before to answer


def offer_at(places: Places) -> Path:
    """Where a web process hands its socket to who connects: its own user's folder."""
    return places.sockets / "web-listening.sock"


def listening(settings: WebSettings) -> socket.socket:
    """A socket that listens at the settings' address. Raises StationBusy when it is taken."""
    try:
        family, kind, _, _, address = socket.getaddrinfo(settings.bind, settings.port, type=socket.SOCK_STREAM)[0]
        made = socket.socket(family, kind)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(BACKLOG)
    except OSError as error:
        raise StationBusy(
            f"can't listen on {settings.bind}:{settings.port} ({error.strerror or error}): "
            "free the port, or give another with --port"
        ) from error
    made.setblocking(False)
    return made


def handed_over(places: Places, settings: WebSettings) -> socket.socket | None:
    """The socket of the web process that serves now, if it serves the settings' address."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(PATIENCE)
        line.connect(str(offer_at(places)))
        _, descriptors, _, _ = socket.recv_fds(line, 1, 1)
        for descriptor in descriptors:
            got = socket.socket(fileno=descriptor)
            if serves(got, settings):
                got.setblocking(False)
                return got
            got.close()
    return None


def serves(listener: socket.socket, settings: WebSettings) -> bool:
    """Whether ``listener`` is at the settings' address; any port will do where they name none."""
    here = listener.getsockname()[:2]
    wanted = socket.getaddrinfo(settings.bind, settings.port, type=socket.SOCK_STREAM)[0][4][:2]
    return bool(here[0] == wanted[0] and (here[1] == wanted[1] or settings.port == 0))


@contextlib.asynccontextmanager
async def offered(places: Places, listener: socket.socket) -> AsyncIterator[None]:
    """Hand ``listener`` to whoever connects, meanwhile."""
    path = offer_at(places)
    path.unlink(missing_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(path))
        path.chmod(0o600)
        door.listen()
        door.setblocking(False)
        asyncio.get_running_loop().add_reader(door, hand, door, listener)
        try:
            yield
        finally:
            asyncio.get_running_loop().remove_reader(door)
            path.unlink(missing_ok=True)


def hand(door: socket.socket, listener: socket.socket) -> None:
    """Send ``listener`` to one who connected."""
    with contextlib.suppress(OSError), door.accept()[0] as line:
        line.setblocking(False)
        socket.send_fds(line, [b"l"], [listener.fileno()])
