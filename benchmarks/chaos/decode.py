"""What a connection sounds like: its bytes decoded, each MP3 frame with the time at which it was all there."""

import io

import av
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from benchmarks.chaos.listener import Connection

Mono = NDArray[np.float32]


class Sound(Struct):
    """``samples`` float32 (frames, 2). ``begins`` and ``came``, one entry an MP3 frame: its first sample, and when it
    had arrived (CLOCK_MONOTONIC, ns). ``errors``: MP3 frames that did not decode."""

    samples: NDArray[np.float32]
    sample_rate: int
    begins: NDArray[np.int64]
    came: NDArray[np.int64]
    errors: int = 0

    def arrival(self, sample: int) -> int:
        """When the sample was there to be played."""
        return int(self.came[max(0, int(np.searchsorted(self.begins, sample, side="right")) - 1)])


def decode(connection: Connection) -> Sound:
    """Without a single MP3 frame it is empty."""
    times = np.array([time for time, _ in connection.parts], np.int64)
    counts = np.array([count for _, count in connection.parts], np.int64)
    blocks: list[NDArray[np.float32]] = []
    begins: list[int] = []
    came: list[int] = []
    errors = rate = total = 0
    try:
        with av.open(io.BytesIO(bytes(connection.data)), "r", format="mp3") as stream:
            for packet in stream.demux(audio=0):
                if packet.size == 0:
                    continue
                try:
                    frames = packet.decode()
                except av.InvalidDataError:
                    errors += 1
                    continue
                whole = int(np.searchsorted(counts, (packet.pos or 0) + packet.size))
                for frame in frames:
                    begins.append(total)
                    came.append(int(times[min(whole, len(times) - 1)]))
                    blocks.append(np.ascontiguousarray(frame.to_ndarray().T, np.float32))
                    rate, total = frame.sample_rate, total + frame.samples
    except (av.FFmpegError, ValueError):
        errors += 1
    return Sound(
        np.concatenate([np.zeros((0, 2), np.float32), *blocks]), rate, np.array(begins), np.array(came), errors
    )
