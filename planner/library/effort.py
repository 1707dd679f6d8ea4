"""How long listening still takes: by how much sound the files are likely to hold, as a file's length is known only when
it is opened, and by how fast it has gone so far."""

import time
from collections.abc import Callable
from pathlib import PurePath
from typing import Protocol

#: Bytes of a second of sound: CD quality as it is, and compressed without loss; all else as MP3 of 256 kbit/s.
PLAIN, LOSSLESS, LOSSY = 176_400, 110_000, 32_000
RATES = {
    **dict.fromkeys((".wav", ".wave", ".w64", ".aif", ".aiff", ".aifc", ".caf"), PLAIN),
    **dict.fromkeys((".flac", ".mka"), LOSSLESS),
}


def expected_seconds(path: str, size: int) -> float:
    """Of sound in a file of ``size`` bytes."""
    return size / RATES.get(PurePath(path).suffix.lower(), LOSSY)


class Work(Protocol):
    """``covered`` of ``expected`` seconds of sound."""

    covered: float
    expected: float


class Estimate:
    """Call ``seconds_left`` with each sight of the work."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began: tuple[float, float, float] | None = None  # expected, covered and the time then

    def seconds_left(self, work: Work) -> float | None:
        """None before anything is done, 0.0 when all is."""
        if work.covered >= work.expected:
            self._began = None
            return 0.0
        if self._began is None or self._began[0] != work.expected or work.covered < self._began[1]:
            self._began = (work.expected, work.covered, self._clock())
        _, before, then = self._began
        done = work.covered - before
        return (work.expected - work.covered) * (self._clock() - then) / done if done else None
