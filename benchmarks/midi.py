"""A controller at the head: from the byte that it sends to the sample that is another one for it. Over real ports of
JACK's, 64 frames a cycle, blocks of 5 ms; the engine and the MIDI process are processes of their own. What plays stands
still, so that the first sample that a fader changes is seen; the ring says when the station's clock comes to it."""

import itertools
import os
import time
from contextlib import ExitStack
from pathlib import Path

import numpy as np

from benchmarks.beside import play, process, status
from benchmarks.price.station import wait_until
from benchmarks.room import room
from benchmarks.row import Row
from engine.midi.ports import library, shut
from engine.places import Places
from engine.ring.reader import SECOND, RingReader

RATE = 44_100
BLOCK = 220  # frames: 5 ms
MOVES = 200
APART = 0.1  # seconds between two moves, and up to half as many more
SETTINGS: dict[str, dict[str, object]] = {
    "engine": {"block_frames": BLOCK, "blocks_at_once": 1, "ring_seconds": 90, "lead_seconds": 0},
    "midi": {"enabled": True, "api": "jack"},
}


def rows(folder: Path) -> list[Row]:
    """Milliseconds."""
    places = Places(folder / "station").make()
    play(places, np.full((120 * RATE, 2), 0.25, np.float32), RATE)  # every frame is like the other
    with room(rate=RATE, period=64) as server, ExitStack() as running:
        os.environ.update(server.environment)
        for name, settings in SETTINGS.items():
            running.enter_context(process(name, places, settings, server.environment))
        sent = _moved(places)
        ms = _latencies(RingReader.open(places.ring), sent)
    found = {"median": np.median(ms), "99 %": np.percentile(ms, 99), "longest": ms.max()}
    return [
        *(
            Row(f"byte to sample, {what}", "everset", round(float(one), 1), "ms", None, "")
            for what, one in found.items()
        ),
        Row("moves that were seen", "everset", float(len(ms)), f"of {MOVES}", None, ""),
    ]


def _moved(places: Places) -> list[int]:
    """Throw deck a's fader from one end to the other and back, MOVES times; when each byte was sent, CLOCK_MONOTONIC in
    nanoseconds."""
    out, sent = library().MidiOut(library().API_UNIX_JACK, name="mixer"), []
    out.open_virtual_port("midi")
    try:
        wait_until(lambda: bool(status(places, "midi").get("engine")), 20)
        random = np.random.default_rng(1)
        for value in (127, 127):  # the first says where it is, the second picks it up
            out.send_message([0xB0, 7, value])
            time.sleep(1.0)
        for value in itertools.islice(itertools.cycle((0, 127)), MOVES):
            sent.append(time.monotonic_ns())
            out.send_message([0xB0, 7, value])
            time.sleep(APART * (1 + random.random() / 2))
    finally:
        shut(out)
    return sent


def _latencies(ring: RingReader, sent: list[int]) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """For each byte that changed a sample soon: until the clock comes to the first one, in milliseconds."""
    begin = max(ring.tail + 2 * BLOCK, ring.clock(sent[0]))
    left = ring.read(begin, ring.head - begin)[:, 0]
    moving = np.flatnonzero(np.abs(np.diff(left)) > 1e-6) + 1
    starts = begin + moving[np.flatnonzero(np.diff(moving, prepend=-RATE) > RATE // 50)]
    epoch = int(ring.ring.header["epoch"][0])
    changed = epoch + starts * SECOND // RATE
    first = [changed[np.searchsorted(changed, when - SECOND // 100)] for when in sent if when < changed[-1]]
    ms = np.array([(int(then) - when) / 1e6 for then, when in zip(first, sent, strict=False)])
    return ms[ms < 1e3 * APART]
