"""A controller at the head, over real ports of JACK's, 64 frames a cycle, blocks of 5 ms; the engine and the MIDI
process are processes of their own. From the byte that it sends to the sample that is another one for it, and to the
safety track; what moving a fader leaves beside the sound; and a drum machine that follows the clock."""

from pathlib import Path

from benchmarks.handling import drums, moves, panics, stairs
from benchmarks.handling.controller import plugged, station
from benchmarks.row import Row
from engine.ring.reader import RingReader


def rows(folder: Path) -> list[Row]:
    """Milliseconds and decibels."""
    with station(folder, panics.LEVEL, 300) as places, plugged(places) as controller:
        ring = RingReader.open(places.ring)
        live = [
            *moves.rows(controller, ring),
            *panics.rows(controller, places, ring),
            *drums.rows(places, ring),
        ]
    return [*live, *stairs.rows(folder)]
