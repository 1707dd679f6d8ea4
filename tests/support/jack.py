"""An ear in JACK's dummy server that waits for what it wants to hear."""

import contextlib
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.room import Ear, Room
from tests.support.wait import eventually


class Listening(Ear):
    """Waits."""

    def listen(self, seconds: float, rate: int) -> np.ndarray:
        """That much more, (frames, 2)."""
        count = len(self.parts)

        def heard() -> list[np.ndarray[Any, Any]]:
            return [part for _, part in self.parts[count:]]

        eventually(lambda: sum(map(len, heard())) >= seconds * rate, seconds + 20)
        return np.concatenate(heard())


@contextlib.contextmanager
def ear(server: Room, client: str = "PortAudio") -> Iterator[Listening]:
    """One that hears ``client``, as soon as that plays."""
    made = Listening(server)
    try:
        eventually(lambda: made.connect(client), 20)
        yield made
    finally:
        made.close()
