"""Connections to a server that takes a source: as much is on its way as the system holds."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import NamedTuple

from engine.mounts import Mount
from engine.outputs.upstream import troubles

PATIENCE = 5.0  # seconds for a connection and an answer
SOCKET_BYTES = 65_536  # Linux doubles it: seconds of an encoded stream, so that one who does not read is noticed soon
LONGEST = 65_536  # bytes of an answer that are read


class Line(NamedTuple):
    """An open connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


async def connected(place: Mount) -> Line:
    """A connection to ``place``. Raises OutputTrouble."""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(place.host, place.port)
    except OSError as error:  # TimeoutError is one
        raise troubles.unreachable(place, error.strerror or f"no answer within {PATIENCE:.0f} s") from error
    return adjusted(reader, writer)


def adjusted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Line:
    """A connection on which "drained" is: the system has it all."""
    writer.transport.set_write_buffer_limits(high=0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BYTES)
    return Line(reader, writer)


async def asked(place: Mount, line: Line, request: bytes) -> bytes:
    """The head of the answer to ``request``. Raises OutputTrouble."""
    try:
        async with asyncio.timeout(PATIENCE):
            line.writer.write(request)
            return await line.reader.readuntil(b"\r\n\r\n")
    except TimeoutError as error:
        raise troubles.silent(place, PATIENCE) from error
    except asyncio.LimitOverrunError as error:
        raise troubles.no_http(place) from error
    except asyncio.IncompleteReadError as error:
        raise (troubles.no_http(place) if error.partial else troubles.closed(place)) from error
    except OSError as error:
        raise troubles.closed(place) from error


async def rest(line: Line, patience: float = PATIENCE) -> bytes:
    """What comes behind a head until the connection ends, as far as it does within ``patience`` seconds."""
    found = bytearray()
    with contextlib.suppress(OSError):
        async with asyncio.timeout(patience):
            while len(found) < LONGEST and (more := await line.reader.read(LONGEST)):
                found += more
    return bytes(found)


@contextlib.asynccontextmanager
async def asking(place: Mount, request: bytes) -> AsyncIterator[tuple[Line, bytes]]:
    """The head of what ``place`` answers to ``request``, on a connection of its own. Raises OutputTrouble."""
    line = await connected(place)
    try:
        yield line, await asked(place, line, request)
    finally:
        line.writer.transport.abort()


async def send(place: Mount, line: Line, data: bytes, patience: float) -> None:
    """Send ``data``; there when the system has all of it. Raises OutputTrouble where that takes longer than
    ``patience`` seconds."""
    if line.reader.at_eof():
        raise troubles.closed(place)
    try:
        async with asyncio.timeout(patience):
            line.writer.write(data)
            await line.writer.drain()
    except TimeoutError as error:
        raise troubles.stalled(place, patience) from error
    except OSError as error:
        raise troubles.closed(place) from error


def closed(line: Line) -> None:
    """End it: what the system holds is still sent; what it does not hold is not."""
    if line.writer.transport.get_write_buffer_size():
        line.writer.transport.abort()
    else:
        line.writer.close()
