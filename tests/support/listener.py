"""A listener that keeps every byte of a stream, and what can be heard in them."""

import http.client
import io
import threading
import urllib.parse
from dataclasses import dataclass

import av
import numpy as np

QUIET_DBFS = -45.0  # the specification's M13
WINDOW = 0.01  # seconds


class Listener:
    """Reads ``url`` in a thread, over one connection, until :meth:`stop` or until the server ends it."""

    def __init__(self, url: str) -> None:
        address = urllib.parse.urlsplit(url)
        self._connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=15)
        self._connection.request("GET", address.path + (f"?{address.query}" if address.query else ""))
        self._response = self._connection.getresponse()
        self._parts: list[bytes] = []
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        try:
            while not self._stopped.is_set() and (part := self._response.read1(65_536)):
                self._parts.append(part)
        except (OSError, http.client.HTTPException):
            return

    @property
    def alive(self) -> bool:
        """Whether the connection still brings sound."""
        return self._thread.is_alive()

    @property
    def received(self) -> int:
        """Bytes so far."""
        return sum(map(len, self._parts))

    def stop(self) -> bytes:
        """Hang up; everything that was heard."""
        self._stopped.set()
        self._thread.join(20)
        self._connection.close()
        return b"".join(self._parts)


@dataclass(frozen=True)
class Heard:
    """``samples`` float32 (frames, 2); ``errors``: packets that did not decode; ``quietest``: the longest run
    below QUIET_DBFS in seconds."""

    samples: np.ndarray
    sample_rate: int
    errors: int
    quietest: float

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.sample_rate


def hear(data: bytes) -> Heard:
    """Decode an MP3 stream as a player does."""
    blocks, errors, rate = [], 0, 0
    with av.open(io.BytesIO(data), format="mp3") as stream:
        resampler = av.AudioResampler(format="flt", layout="stereo")
        for packet in stream.demux(audio=0):
            try:
                for frame in packet.decode():
                    rate = frame.sample_rate
                    blocks += [part.to_ndarray().reshape(-1, 2) for part in resampler.resample(frame)]
            except av.InvalidDataError:
                errors += 1
    samples = np.concatenate(blocks)
    return Heard(samples, rate, errors, longest_quiet(samples, rate))


def longest_quiet(samples: np.ndarray, rate: int) -> float:
    """The longest run of windows whose peak lies below QUIET_DBFS, in seconds."""
    size = round(WINDOW * rate)
    peaks = np.abs(samples[: len(samples) // size * size]).reshape(-1, size * samples.shape[1]).max(axis=1)
    quiet = np.concatenate([[False], peaks < 10 ** (QUIET_DBFS / 20), [False]])
    edges = np.flatnonzero(np.diff(quiet.astype(int)))
    return float(np.max(edges[1::2] - edges[::2], initial=0)) * WINDOW
