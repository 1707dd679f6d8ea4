"""JACK's dummy server for tests, and an ear in it."""

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.room import Ear as Anyone
from benchmarks.room import Room as Jack
from benchmarks.room import room as jack_server
from tests.support.wait import eventually

__all__ = ["Ear", "Jack", "ear", "jack_server"]


class Ear(Anyone):
    """Waits for what it wants to hear."""

    def listen(self, seconds: float, rate: int) -> np.ndarray:
        """That much more, (frames, 2)."""
        count = len(self.parts)

        def heard() -> list[np.ndarray[Any, Any]]:
            return [part for _, part in self.parts[count:]]

        eventually(lambda: sum(map(len, heard())) >= seconds * rate, seconds + 20)
        return np.concatenate(heard())


@contextlib.contextmanager
def ear(server: Jack, client: str = "PortAudio") -> Iterator[Ear]:
    """One that hears ``client``, as soon as that plays."""
    made = Ear(server)
    try:
        eventually(lambda: made.connect(client), 20)
        yield made
    finally:
        made.close()
