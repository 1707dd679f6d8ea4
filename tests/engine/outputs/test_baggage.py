"""What one outputs process hands to the next: all of it, or nothing."""

import os
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from engine.outputs.baggage import DESCRIPTORS, GONE, LENGTH, Baggage, give, take
from engine.outputs.taking import door

EMPTY = Baggage([], [])


def handed(path: Path, count: int, last_word: bytes) -> tuple[socket.socket, "tuple[Baggage, list[int]] | Exception"]:
    """Hand over ``count`` descriptors of one end of a connection, which is closed then; the other end, and what the
    taker made of it."""
    ours, theirs = socket.socketpair()
    with door(path) as listening, ThreadPoolExecutor() as pool:
        taking = pool.submit(take, listening)
        with ours, give(path, EMPTY, [ours.fileno()] * count) as channel:
            channel.sendall(last_word)
        error = taking.exception()
        return theirs, error if isinstance(error, Exception) else taking.result()


def test_every_descriptor_arrives(tmp_path: Path) -> None:
    count = DESCRIPTORS + 1
    theirs, got = handed(tmp_path / "door", count, GONE)
    assert not isinstance(got, Exception)
    baggage, descriptors = got
    assert (baggage, len(descriptors)) == (EMPTY, count)
    os.write(descriptors[-1], b"still there")
    with theirs:
        assert theirs.recv(20) == b"still there"
    for descriptor in descriptors:
        os.close(descriptor)


def test_who_takes_over_in_vain_keeps_no_connection_open(tmp_path: Path) -> None:
    theirs, got = handed(tmp_path / "door", 3, b"")
    assert isinstance(got, ConnectionError)
    with theirs:
        theirs.settimeout(5)
        assert theirs.recv(1) == b""  # the listener hears that it is over, and connects again


def test_what_is_handed_over_in_another_way_is_an_error_that_is_awaited(tmp_path: Path) -> None:
    with door(tmp_path / "door") as listening, ThreadPoolExecutor() as pool:
        taking = pool.submit(take, listening)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as channel:
            channel.connect(str(tmp_path / "door"))
            channel.sendall(LENGTH.pack(0) + LENGTH.pack(1) + b"\xc1")
            with pytest.raises(ConnectionError, match="in another way"):
                taking.result()
