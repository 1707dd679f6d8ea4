"""What one outputs process hands to the next: the tapes, every connection with its place on it, and the socket that new
ones come to. It goes over a Unix socket, descriptors by SCM_RIGHTS.

The giver sends all and waits; the taker says that it has it; the giver lets go of everything that has a name, says so,
and leaves. Until that word both hold every connection, and only the giver uses them."""

import os
import socket
import struct
from pathlib import Path

import msgspec
from msgspec import Struct

from engine.outputs.tape import Run

LENGTH = struct.Struct("<Q")
DESCRIPTORS = 200  # of one message; Linux takes 253 (SCM_MAX_FD)
PATIENCE = 5.0  # seconds that either side waits for the other
TAKEN, GONE = b"t", b"g"


class Passenger(Struct):
    """A listener, as engine.outputs.listener has it; ``left`` and ``sent`` are of its titles, if it asked for them."""

    format: str
    number: int
    key: str
    since: float
    begun: int
    offset: int
    pending: bytes
    turn: int
    icy: bool = False
    left: int = 0
    sent: str | None = None


class Reel(Struct):
    """A format's tape: its bytes from ``base`` on with the start of each unit, of which the oldest is ``first``;
    ``position``: the programme frame up to which it was read, and recordings are whole."""

    format: str
    base: int
    first: int
    data: bytes
    starts: list[int]
    runs: list[Run]
    position: int | None


class Baggage(Struct):
    """Everything but the descriptors."""

    reels: list[Reel]
    passengers: list[Passenger]


def give(path: Path, baggage: Baggage, descriptors: list[int]) -> socket.socket:
    """Send everything to the process that listens at ``path`` and wait until it says that it is there; the connection,
    for the last word. Raises OSError when it does not."""
    channel = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        channel.settimeout(PATIENCE)
        channel.connect(str(path))
        body = msgspec.msgpack.encode(baggage)
        channel.sendall(LENGTH.pack(len(descriptors)) + LENGTH.pack(len(body)) + body)
        for start in range(0, len(descriptors), DESCRIPTORS):
            socket.send_fds(channel, [b"d"], descriptors[start : start + DESCRIPTORS])
        if channel.recv(1) != TAKEN:
            raise ConnectionError("the process that takes over has gone")
    except BaseException:
        channel.close()
        raise
    return channel


def take(listening: socket.socket) -> tuple[Baggage, list[int]]:
    """What comes to ``listening``, once the giver has let go of it. Raises OSError when that fails: then nothing of it
    is held, or the listeners' connections would outlive the giver, silent."""
    listening.settimeout(PATIENCE)
    channel, _ = listening.accept()
    descriptors: list[int] = []
    with channel:
        channel.settimeout(PATIENCE)
        try:
            return _taken(channel, descriptors), descriptors
        except (msgspec.MsgspecError, struct.error) as error:
            release(descriptors)
            raise ConnectionError(f"the process before hands over in another way: {error}") from error
        except BaseException:
            release(descriptors)
            raise


def _taken(channel: socket.socket, descriptors: list[int]) -> Baggage:
    """What comes through ``channel``; ``descriptors`` gets those that come with it."""
    count = LENGTH.unpack(_exactly(channel, LENGTH.size))[0]
    body = _exactly(channel, LENGTH.unpack(_exactly(channel, LENGTH.size))[0])
    baggage = msgspec.msgpack.decode(body, type=Baggage)
    while len(descriptors) < count:
        data, more, _, _ = socket.recv_fds(channel, 1, DESCRIPTORS)
        descriptors += more
        if not data:
            raise ConnectionError("the process before has gone")
    channel.sendall(TAKEN)
    if channel.recv(1) != GONE:
        raise ConnectionError("the process before goes on itself")
    return baggage


def release(descriptors: list[int]) -> None:
    """Close them."""
    for descriptor in descriptors:
        os.close(descriptor)


def _exactly(channel: socket.socket, count: int) -> bytes:
    data = bytearray()
    while len(data) < count:
        more = channel.recv(min(2**20, count - len(data)))
        if not more:
            raise ConnectionError("the process before has gone")
        data += more
    return bytes(data)
