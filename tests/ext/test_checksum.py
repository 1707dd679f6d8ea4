"""The ring's checksum is zlib's, however long what it is of."""

from pathlib import Path

import numpy as np
import pytest

from engine.ring.geometry import Geometry
from engine.ring.reader import RingReader
from engine.ring.writer import RingWriter

LENGTHS = [0, 1, 15, 16, 17, 63, 64, 65, 79, 80, 127, 128, 129, 191, 192, 1_000, 4_095]


def ring(path: Path, block: int) -> RingWriter:
    geometry = Geometry(sample_rate=1, block_frames=block, block_count=4, snapshot_bytes=max(LENGTHS))
    return RingWriter.create(path / "ring", geometry, epoch=0, generation=1)


@pytest.mark.parametrize("length", LENGTHS)
def test_a_snapshot_of_any_length(tmp_path: Path, length: int) -> None:
    writer = ring(tmp_path, 1)
    state = np.random.default_rng(length).bytes(length)
    writer.keep(state, 0)
    assert (0, state) in writer.ring.snapshots()


@pytest.mark.parametrize("block", [1, 2, 7, 8, 9, 10, 15, 16, 17, 64, 100, 4_096])
def test_a_block_of_any_length_where_it_belongs_and_nowhere_else(tmp_path: Path, block: int) -> None:
    writer = ring(tmp_path, block)
    random = np.random.default_rng(block)
    for _ in range(3):
        writer.block()[:] = random.standard_normal((block, 2))
        writer.publish(b"")
    assert all(writer.ring.whole(frame * block) for frame in range(3))
    assert len(RingReader.open(tmp_path / "ring").read(block, block)) == block
    writer.ring.samples[1] = writer.ring.samples[2]
    assert not writer.ring.whole(block)
    writer.ring.samples[0, -1, 1] += 1e-3
    assert not writer.ring.whole(0)
