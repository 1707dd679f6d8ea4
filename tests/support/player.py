"""A player of a stream over HTTP."""

import contextlib
import io
import socket
import threading

import av
import numpy as np
import soxr

from tests.support.station import RATE
from tests.support.wait import eventually

KBPS = {"mp3": 192, "aac": 160, "opus": 128}  # as shipped


class Player:
    """Reads a stream as fast as it comes, in a thread, until it ends. ``path``: another than the built-in one's."""

    def __init__(self, port: int, *headers: str, key: str = "", kind: str = "mp3", path: str = "") -> None:
        self.kind = kind
        self.connection = socket.create_connection(("127.0.0.1", port), timeout=20)
        path = path or f"/stream.{kind}?k={key}"
        lines = [f"GET {path} HTTP/1.0", *headers, "", ""]
        self.connection.sendall("\r\n".join(lines).encode())
        self.received = bytearray()
        self.ended = False
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        try:
            while data := self.connection.recv(2**16):
                self.received += data
        except OSError:
            pass
        finally:
            self.connection.close()
            self.ended = True

    def sound(self) -> bytes:
        return bytes(self.received).partition(b"\r\n\r\n")[2]

    def heard(self, seconds: float, timeout: float = 20) -> "Player":
        eventually(lambda: len(self.sound()) * 8 / KBPS[self.kind] > seconds * 1_000, timeout)
        return self

    def decoded(self, *, middle: bool = False) -> np.ndarray:
        """(frames, 2) at the station's rate. ``middle``: who came and went in the middle of a unit, as one does at
        another server. PyAV raises on any other packet that can't be decoded."""
        with contextlib.suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)
        with av.open(io.BytesIO(self.sound()), format="ogg" if self.kind == "opus" else self.kind) as container:
            packets = list(container.demux(audio=0))
            edges = {0, len(packets) - 2} if middle else set()  # the last one flushes
            parts = [part for place, one in enumerate(packets) for part in _parts(one, place in edges)]
            rate = container.streams.audio[0].rate
        sound = np.concatenate(parts, axis=1).T
        return sound if rate == RATE else soxr.resample(sound, rate, RATE)


def _parts(packet: av.Packet, edge: bool) -> list[np.ndarray]:
    try:
        return [frame.to_ndarray() for frame in packet.decode()]
    except av.InvalidDataError:
        if edge:
            return []
        raise
