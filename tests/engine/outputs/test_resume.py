"""Where a new process begins, over a ring of a second a frame."""

from pathlib import Path

import pytest

from engine.outputs.mp3 import DELAY, FRAME, PREROLL, mp3
from engine.outputs.place import Place
from engine.outputs.resume import start
from engine.ring.geometry import Geometry
from engine.ring.reader import RingReader
from engine.ring.writer import RingWriter

MP3 = mp3(44_100, 128, 7)
BLOCK, HEAD, TAIL = 500, 200_000, 100_500


@pytest.fixture
def ring(tmp_path: Path) -> RingReader:
    geometry = Geometry(sample_rate=1, block_frames=BLOCK, block_count=200, snapshot_bytes=8)
    writer = RingWriter.create(tmp_path / "ring", geometry, epoch=0, generation=1)
    while writer.head < HEAD:
        writer.block()
        writer.publish(b"")
    return RingReader.open(tmp_path / "ring")


@pytest.mark.parametrize("frame", [150_000, 160_000, 199_999, 199_000])
def test_it_goes_on_at_the_place_and_has_the_history_before_it(ring: RingReader, frame: int) -> None:
    begun = start(ring, Place(1, frame), 170_000, 20_000, MP3)
    assert begun is not None
    assert begun.fresh == frame
    assert (begun.position - DELAY) % FRAME == 0  # MP3 frames begin at multiples of their length
    assert 0 <= begun.position - (min(frame, 170_000) - 20_000 - PREROLL * FRAME) < FRAME


@pytest.mark.parametrize("place", [None, Place(1, 100), Place(1, HEAD + 1), Place(44_100, 150_000)])
def test_without_a_place_in_the_ring_it_goes_on_at_the_distance(ring: RingReader, place: Place | None) -> None:
    begun = start(ring, place, 170_000, 20_000, MP3)
    assert begun is not None
    assert begun.fresh == 170_000


def test_history_ends_where_the_ring_does(ring: RingReader) -> None:
    begun = start(ring, None, 110_000, 50_000, MP3)
    assert begun is not None
    assert TAIL <= begun.position < TAIL + FRAME


def test_where_nothing_is_due_it_waits(ring: RingReader) -> None:
    assert start(ring, None, HEAD + 1, 1_000, MP3) is None
    assert start(ring, None, TAIL - 1, 1_000, MP3) is None
