"""A mixer with a cable: a port of JACK's that has a hand's bytes, for an engine and a MIDI process beside it."""

import os
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.beside import play, process, status
from benchmarks.price.station import wait_until
from benchmarks.room import room
from engine.midi.ports import library, shut
from engine.places import Places
from engine.ring.reader import SECOND, RingReader

RATE = 44_100
BLOCK = 220  # frames: 5 ms
CYCLE = 64  # frames of JACK's
SETTINGS: dict[str, dict[str, object]] = {
    "engine": {
        "block_frames": BLOCK, "blocks_at_once": 1, "ring_seconds": 90, "lead_seconds": 0, "settled_seconds": 2,
        "threshold_seconds": 3, "fade_seconds": 2,
    },
    "midi": {"enabled": True, "api": "jack", "clock": ["drums"]},
}  # fmt: skip


class Controller:
    """``send`` gives CLOCK_MONOTONIC in nanoseconds."""

    def __init__(self, out: Any) -> None:
        self._out = out

    def send(self, data: Sequence[int]) -> int:
        sent = time.monotonic_ns()
        self._out.send_message(data)
        return sent


@contextmanager
def station(folder: Path, level: float, seconds: int) -> Iterator[Places]:
    """An engine that plays the constant ``level``, so that the first sample that a hand changes is seen, and the MIDI
    process."""
    places = Places(folder / "station").make()
    play(places, np.full((seconds * RATE, 2), level, np.float32), RATE)
    with room(rate=RATE, period=CYCLE) as server, ExitStack() as running:
        os.environ.update(server.environment)
        for name, settings in SETTINGS.items():
            running.enter_context(process(name, places, settings, server.environment))
        yield places


@contextmanager
def plugged(places: Places) -> Iterator[Controller]:
    """A generic mixer that is plugged in and heard."""
    out = library().MidiOut(library().API_UNIX_JACK, name="mixer")
    out.open_virtual_port("midi")
    try:
        wait_until(lambda: bool(status(places, "midi").get("engine")), 20)
        yield Controller(out)
    finally:
        shut(out)


def due(ring: RingReader, frames: NDArray[np.int64]) -> NDArray[np.int64]:
    """When the station's clock comes to them, CLOCK_MONOTONIC in nanoseconds."""
    return int(ring.ring.header["epoch"][0]) + frames * SECOND // RATE
