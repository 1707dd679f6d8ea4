"""A drum machine that follows the clock: how far its pulses come from where the beats are."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from benchmarks.handling.controller import RATE, due
from benchmarks.price.station import wait_until
from benchmarks.row import Row
from engine.client import ask
from engine.midi.clock.pulse import CLOCK, PER_BEAT
from engine.midi.ports import library, shut
from engine.places import Places
from engine.programme.beats import Beats
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Splice
from engine.ring.reader import RingReader

BEAT = 21_000  # frames: 126 a minute
SECONDS = 25


@contextmanager
def drums(heard: list[tuple[int, bytes]]) -> Iterator[None]:
    """One that puts into ``heard`` what it is told, with CLOCK_MONOTONIC in nanoseconds."""
    port = library().MidiIn(library().API_UNIX_JACK, name="drums")
    port.ignore_types(timing=False)
    port.set_callback(lambda event, _data: heard.append((time.monotonic_ns(), bytes(event[0]))))
    port.open_virtual_port("in")
    try:
        yield
    finally:
        shut(port)


def rows(places: Places, ring: RingReader) -> list[Row]:
    """Milliseconds from when the station's clock comes to where a pulse belongs."""
    engine = places.socket("engine")
    at = int(ask(engine, "programme")["horizon"]) + RATE // 2
    length = SECONDS * RATE
    clip = Clip(
        at=at, length=length, lane=0, pcm=str(places.pcm / "sound.f32"), map=plain_map(length, 0), track="sound"
    )
    beats = Beats(frames=list(range(at, at + length, BEAT)))
    ask(engine, "splice", change=Splice(at=at, clips=[clip], marks=[], beats=[beats]))
    heard: list[tuple[int, bytes]] = []
    with drums(heard):
        wait_until(lambda: ring.head > at + length - 2 * RATE, 2 * SECONDS)
    came = np.array([when for when, data in heard if data == CLOCK], np.int64)
    places_of = at + (np.arange(length // BEAT * PER_BEAT) * (BEAT / PER_BEAT)).astype(np.int64)
    wanted = due(ring, places_of)
    came = came[(came > wanted[4 * PER_BEAT]) & (came < wanted[-4 * PER_BEAT])]
    late = (came - wanted[np.clip(np.searchsorted(wanted, came) - 1, 0, None)]) / 1e6
    found = {"median": np.median(late), "99 %": np.percentile(late, 99), "longest": late.max()}
    return [
        *(
            Row(f"clock pulse behind its place, {what}", "everset", round(float(one), 2), "ms", None, "")
            for what, one in found.items()
        ),
        Row("pulses", "everset", float(len(late)), "", None, ""),
    ]
