"""A connection to a mount of an Icecast, its source's."""

import asyncio
import contextlib
import fcntl
import socket
import struct
import termios

from engine.errors import OutputTrouble
from engine.mounts import IcecastMount
from engine.outputs.format import Format
from engine.outputs.icecast import answers
from engine.outputs.upstream import connection, words
from engine.outputs.upstream.connection import Line

SILENCE = 4.0  # seconds without an answer after which the source is taken: some servers say nothing
STALL = 10.0  # seconds: Icecast lets go of a source that is silent for as long (<source-timeout>)


class Link:
    """One connection, open."""

    def __init__(self, place: IcecastMount, line: Line) -> None:
        self._place = place
        self._line = line
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(STALL * 1_000))

    @classmethod
    async def open(cls, place: IcecastMount, format_: Format, station: str) -> "Link":
        """Become the source of ``place``. Raises OutputTrouble when it is away, or refuses."""
        line = await connection.connected(place)
        try:
            await _become(place, line, format_, station)
        except BaseException:
            line.writer.transport.abort()
            raise
        return cls(place, line)

    @property
    def _socket(self) -> socket.socket:
        return self._line.writer.get_extra_info("socket")

    async def send(self, data: bytes) -> None:
        """Send ``data``; there when the system has all of it. Raises OutputTrouble."""
        await connection.send(self._place, self._line, data, STALL)

    @property
    def on_its_way(self) -> int:
        """Bytes that were sent and that nobody has said to have."""
        with contextlib.suppress(OSError, ValueError):
            return int(struct.unpack("i", fcntl.ioctl(self._socket.fileno(), termios.TIOCOUTQ, b"\0" * 4))[0])
        return 0

    def close(self) -> None:
        """What the system holds is still sent."""
        connection.closed(self._line)


async def _become(place: IcecastMount, line: Line, format_: Format, station: str) -> None:
    request = answers.source(place, format_, station)
    try:
        async with asyncio.timeout(SILENCE):
            head = await connection.asked(place, line, request)
    except TimeoutError:
        return
    refused = words.status(head)[0] not in answers.TAKEN
    answers.taken(place, head, await connection.rest(line) if refused else b"", format_.content_type)


async def tell(place: IcecastMount, song: str) -> None:
    """Have ``place`` show ``song`` with the sound that it is not sent yet. Raises OutputTrouble."""
    async with connection.asking(place, words.title(place, song)) as (line, head):
        answers.told(place, head, await connection.rest(line))


async def trial(place: IcecastMount) -> None:
    """Raises OutputTrouble when ``place`` is away, or knows no such source."""
    async with connection.asking(place, answers.trial(place)) as (_, head):
        answers.tried(place, head)


def problem(place: IcecastMount) -> str:
    """What would keep ``place`` from taking the sound; empty when nothing would. Nothing is changed by asking."""
    try:
        asyncio.run(trial(place))
    except OutputTrouble as trouble:
        return str(trouble)
    return ""
