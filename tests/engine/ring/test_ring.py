"""The ring: what a reader gets is what was written, or an error."""

from pathlib import Path

import numpy as np
import pytest

from engine.errors import RingError
from engine.ring.geometry import Geometry
from engine.ring.reader import SECOND, RingReader
from engine.ring.ring import read_geometry
from engine.ring.writer import RingWriter

BLOCK, COUNT, EVERY = 8, 5, 2


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "station.ring"


def made(path: Path, start: int = 0) -> RingWriter:
    geometry = Geometry(
        sample_rate=1, block_frames=BLOCK, block_count=COUNT, snapshot_bytes=100, start=start, every=EVERY
    )
    return RingWriter.create(path, geometry, epoch=0, generation=1)


def sound(start: int, count: int = BLOCK) -> np.ndarray:
    frames = np.arange(start, start + count, dtype=np.float32)
    return np.stack([frames, -frames], axis=1)


def write(writer: RingWriter, blocks: int) -> None:
    for _ in range(blocks):
        writer.block()[:] = sound(writer.head)
        writer.publish(f"state {writer.head + BLOCK}".encode())


def spoil(writer: RingWriter, frame: int) -> None:
    """Damage every snapshot at ``frame``."""
    for which in range(writer.ring.geometry.slots):
        head, body = writer.ring.slot(which)
        if head["frame"][0] == frame:
            body[0:1] = b"X"


def test_any_frames_across_blocks_come_back_as_written(path: Path) -> None:
    write(made(path), 4)
    reader = RingReader.open(path)
    for start, count in ((0, 1), (0, 32), (7, 2), (5, 20), (31, 1), (3, 0)):
        assert np.array_equal(reader.read(start, count), sound(start, count))


def test_a_ring_may_begin_anywhere(path: Path) -> None:
    write(made(path, start=1_003), 12)
    reader = RingReader.open(path)
    assert np.array_equal(reader.read(reader.tail + 3, 25), sound(reader.tail + 3, 25))
    assert RingWriter.resume(path).restore() == (1_003 + 12 * BLOCK, f"state {1_003 + 12 * BLOCK}".encode())


def test_the_oldest_sound_goes_first_and_the_future_is_an_error(path: Path) -> None:
    writer = made(path)
    write(writer, 12)
    reader = RingReader.open(path)
    assert (reader.tail, reader.head) == (12 * BLOCK - (COUNT - 1) * BLOCK, 12 * BLOCK)
    assert np.array_equal(reader.read(reader.tail, 32), sound(reader.tail, 32))
    for start in (reader.tail - 1, reader.head - 3):
        with pytest.raises(RingError, match="not in the ring"):
            reader.read(start, 4)


def test_the_ring_outlives_its_writer_and_its_reader_sees_the_next_one(path: Path) -> None:
    writer = made(path)
    write(writer, 2)
    reader = RingReader.open(path)
    del writer
    heir = RingWriter.resume(path)
    assert heir.restore() == (16, b"state 16")
    write(heir, 1)
    assert (reader.head, reader.generation) == (24, 2)
    assert np.array_equal(reader.read(0, 24), sound(0, 24))


@pytest.mark.parametrize("what", ["samples", "check", "frame"])
def test_a_damaged_block_is_an_error_and_its_neighbours_are_not(path: Path, what: str) -> None:
    writer = made(path)
    write(writer, 3)
    if what == "samples":
        writer.ring.samples[1, 3, 0] += 1e-6
    else:
        writer.ring.records[what][1] ^= 1
    reader = RingReader.open(path)
    with pytest.raises(RingError, match="damaged"):
        reader.read(10, 2)
    assert np.array_equal(reader.read(0, 8), sound(0))
    assert np.array_equal(reader.read(16, 8), sound(16))


def test_a_block_in_the_wrong_place_is_damaged_too(path: Path) -> None:
    writer = made(path)
    write(writer, 3)
    writer.ring.samples[1] = writer.ring.samples[0]
    writer.ring.records["check"][1] = writer.ring.records["check"][0]
    with pytest.raises(RingError, match="damaged"):
        RingReader.open(path).read(8, 8)


def test_a_writer_killed_before_its_head_moved_has_lost_nothing(path: Path) -> None:
    writer = made(path)
    write(writer, 3)
    writer.ring.header["head"] = 16  # as if it had died between the snapshot and the head
    assert RingWriter.resume(path).restore() == (24, b"state 24")


def test_a_writer_killed_within_a_block_goes_on_before_it(path: Path) -> None:
    writer = made(path)
    write(writer, 3)
    writer.block()[:4] = 9
    heir = RingWriter.resume(path)
    assert heir.restore() == (24, b"state 24")
    assert heir.head == 24


def test_a_torn_snapshot_leaves_the_one_before(path: Path) -> None:
    writer = made(path)
    write(writer, 3)
    writer.ring.header["head"] = 16
    spoil(writer, 24)
    assert RingWriter.resume(path).restore() == (16, b"state 16")


@pytest.mark.parametrize("blocks", range(1, 24))
def test_every_block_in_the_ring_has_a_snapshot_before_it(path: Path, blocks: int) -> None:
    writer = made(path)
    writer.keep(b"state 0", 0)
    write(writer, blocks)
    reader = RingReader.open(path)
    for frame in range(reader.tail, reader.head):
        found = reader.ring.snapshot_before(frame)
        assert found is not None
        at, state = found
        assert frame - at < EVERY * BLOCK
        assert state == f"state {at}".encode()


def test_a_damaged_snapshot_of_the_history_leaves_the_one_before(path: Path) -> None:
    writer = made(path)
    write(writer, 12)
    before = writer.ring.snapshot_before(11 * BLOCK - 1)
    assert before == (10 * BLOCK, b"state 80")
    spoil(writer, 10 * BLOCK)
    assert writer.ring.snapshot_before(11 * BLOCK - 1) == (8 * BLOCK, b"state 64")


def test_a_damaged_newest_block_is_gone_back_behind(path: Path) -> None:
    writer = made(path)
    write(writer, 11)
    writer.ring.samples[writer.ring.geometry.block(10 * BLOCK), 0, 0] += 1.0
    writer.ring.samples[writer.ring.geometry.block(9 * BLOCK), 0, 0] += 1.0
    heir = RingWriter.resume(path)
    assert heir.restore() == (8 * BLOCK, b"state 64")
    assert heir.head == 8 * BLOCK
    assert max(at for at, _ in heir.ring.snapshots()) == heir.head
    write(heir, 4)
    reader = RingReader.open(path)
    assert np.array_equal(reader.read(reader.tail, 32), sound(reader.tail, 32))


def test_a_writer_killed_before_its_first_block_begins_again(path: Path) -> None:
    writer = made(path, start=1_003)
    writer.keep(b"first", 1_003)
    writer.block()[:3] = 7
    assert RingWriter.resume(path).restore() == (1_003, b"first")


def test_an_empty_ring_has_nothing_to_restore(path: Path) -> None:
    made(path)
    assert RingWriter.resume(path).restore() is None


def test_a_writer_that_lost_the_ring_stops(path: Path) -> None:
    writer = made(path)
    write(writer, 1)
    RingWriter.resume(path)
    writer.block()
    with pytest.raises(RingError, match="taken this station's ring over"):
        writer.publish(b"")


def test_a_state_that_does_not_fit_is_refused(path: Path) -> None:
    writer = made(path)
    writer.block()
    with pytest.raises(RingError, match="does not fit"):
        writer.publish(bytes(101))


def test_missing_foreign_cut_and_damaged_files_are_named(path: Path) -> None:
    with pytest.raises(RingError, match="is the engine running"):
        RingReader.open(path)
    path.write_bytes(b"short")
    with pytest.raises(RingError, match="is not a ring"):
        RingReader.open(path)
    path.write_bytes(bytes(10_000))
    with pytest.raises(RingError, match="no ring of this version"):
        RingReader.open(path)
    made(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(RingError, match="was cut"):
        RingReader.open(path)
    path.write_bytes(whole[:13] + b"\1" + whole[14:])
    with pytest.raises(RingError, match="header"):
        RingReader.open(path)


def test_a_ring_in_its_place_is_noticed(path: Path) -> None:
    made(path)
    reader = RingReader.open(path)
    assert not reader.replaced()
    made(path, start=80)
    assert reader.replaced()
    assert read_geometry(path).start == 80


def test_the_clock_follows_the_epoch(path: Path) -> None:
    writer = made(path)
    reader = RingReader.open(path)
    assert reader.clock(10 * SECOND) == 10
    writer.epoch = 4 * SECOND
    assert reader.clock(10 * SECOND) == 6
