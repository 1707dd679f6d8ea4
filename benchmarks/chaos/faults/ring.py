"""A block of the ring that is not as it was written: memory gone bad, or a program that wrote where it must not."""

import time

import numpy as np
from numpy.random import Generator

from benchmarks.chaos.booth import Booth
from benchmarks.chaos.faults.fault import Failed, Untried
from engine.errors import RingError
from engine.ring.ring import open_ring

AHEAD_SECONDS = 1.25  # of the outputs' position: they have read a second on, and that to its block's end
BEHIND_SECONDS = 0.5  # of the head
WATCHED_SECONDS = 6.0  # until the outputs have passed
BYTES = 64


class Corrupt:
    """Overwrites some bytes of one block between the outputs and the head."""

    def strike(self, booth: Booth, random: Generator) -> str:
        rate, head = booth.tape.sample_rate, booth.tape.catch_up()
        first = int(booth.station.ask("outputs", "status")["position"] or 0) + round(AHEAD_SECONDS * rate)
        last = head - round(BEHIND_SECONDS * rate)
        if last <= first:
            raise Untried("the outputs are too near to the head")
        try:
            return corrupt(booth, int(random.integers(first, last)), random)
        except RingError as error:
            raise Untried(str(error)) from error


def corrupt(booth: Booth, frame: int, random: Generator) -> str:
    """Strike the block that holds ``frame``, and see it mended before the outputs get there. Raises Failed, Untried."""
    ring = open_ring(booth.station.places.ring, writable=True)
    start = frame - (frame - ring.geometry.start) % ring.geometry.block_frames
    block = ring.samples[ring.geometry.block(start)]
    before = block.copy()
    if not ring.whole(start):
        raise Untried("that block is not whole")
    raw = block.reshape(-1).view(np.uint8)
    place = int(random.integers(0, len(raw) - BYTES))
    raw[place : place + BYTES] ^= random.integers(1, 256, BYTES, dtype=np.uint8)
    over, mended = time.monotonic() + WATCHED_SECONDS, False
    while not mended and time.monotonic() < over:
        time.sleep(0.02)
        mended = ring.whole(start) and bool(np.array_equal(block, before))
    what = f"{BYTES} bytes of the block at frame {start}"
    if not mended:
        raise Failed(f"{what}: not mended, bit for bit, within {WATCHED_SECONDS:g} s")
    return f"{what}: mended, bit for bit"
