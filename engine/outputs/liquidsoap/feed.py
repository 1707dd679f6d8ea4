"""A connection to an ``input.harbor``: as much is on its way as the system holds, and what waits beside it is one
piece."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator

from engine.outputs.liquidsoap import harbor
from engine.outputs.liquidsoap.pcm import encode, header
from engine.ring.ring import Samples
from engine.settings import LiquidsoapInput

PATIENCE = 5.0  # seconds for a connection, an answer, or room for a piece
SOCKET_BYTES = 65_536  # Linux doubles it: half a second of sound, so that one who does not read is noticed soon


class Feed:
    """One connection, open."""

    def __init__(self, place: LiquidsoapInput, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._place = place
        self._reader = reader
        self._writer = writer

    @classmethod
    async def open(cls, place: LiquidsoapInput, sample_rate: int) -> "Feed":
        """Become the source of ``place``. Raises OutputTrouble when it is away, or refuses."""
        reader, writer = await connected(place)
        try:
            harbor.taken(place, await asked(place, reader, writer, harbor.source(place)))
            writer.write(header(sample_rate))
        except BaseException:
            writer.transport.abort()
            raise
        return cls(place, reader, writer)

    async def send(self, samples: Samples) -> None:
        """Send ``samples``; there when the system has them all. Raises OutputTrouble."""
        if self._reader.at_eof():
            raise harbor.closed(self._place)
        try:
            async with asyncio.timeout(PATIENCE):
                self._writer.write(encode(samples))
                await self._writer.drain()
        except TimeoutError as error:
            raise harbor.stalled(self._place, PATIENCE) from error
        except OSError as error:
            raise harbor.closed(self._place) from error

    def close(self) -> None:
        """What the system holds is still sent; what it does not hold is not."""
        if self._writer.transport.get_write_buffer_size():
            self._writer.transport.abort()
        else:
            self._writer.close()


async def tell(place: LiquidsoapInput, song: str) -> None:
    """Have ``place`` show ``song`` from the sound on that it has not been sent yet. Raises OutputTrouble."""
    async with asking(place, harbor.title(place, song)) as head:
        harbor.taken(place, head)


async def trial(place: LiquidsoapInput) -> None:
    """Raises OutputTrouble when a source with these settings would not be taken."""
    async with asking(place, harbor.trial(place)) as head:
        harbor.tried(place, head)


@contextlib.asynccontextmanager
async def asking(place: LiquidsoapInput, request: bytes) -> AsyncIterator[bytes]:
    """The head of what ``place`` answers to ``request``, on a connection of its own. Raises OutputTrouble."""
    reader, writer = await connected(place)
    try:
        yield await asked(place, reader, writer, request)
    finally:
        writer.transport.abort()


async def connected(place: LiquidsoapInput) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    """A connection to ``place``. Raises OutputTrouble."""
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection(place.host, place.port)
    except OSError as error:  # TimeoutError is one
        raise harbor.unreachable(place, error.strerror or f"no answer within {PATIENCE:.0f} s") from error
    writer.transport.set_write_buffer_limits(high=0)  # "drained" is: the system has it all
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SOCKET_BYTES)
    return reader, writer


async def asked(
    place: LiquidsoapInput, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes
) -> bytes:
    """The head of the answer to ``request``. Raises OutputTrouble."""
    try:
        async with asyncio.timeout(PATIENCE):
            writer.write(request)
            return await reader.readuntil(b"\r\n\r\n")
    except TimeoutError as error:
        raise harbor.silent(place, PATIENCE) from error
    except asyncio.LimitOverrunError as error:
        raise harbor.refused(place, 0, "") from error
    except asyncio.IncompleteReadError as error:
        raise (harbor.refused(place, 0, "") if error.partial else harbor.closed(place)) from error
    except OSError as error:
        raise harbor.closed(place) from error
