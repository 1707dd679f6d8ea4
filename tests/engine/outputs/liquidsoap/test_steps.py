"""A connection gets whole frames of Liquidsoap's, wherever it begins and whatever is skipped."""

from pathlib import Path

import numpy as np
import pytest

from engine.outputs.follower import CATCH_UP
from engine.outputs.liquidsoap.steps import Stepping, filling, step
from engine.ring.geometry import Geometry
from engine.ring.reader import SECOND, RingReader
from engine.ring.writer import RingWriter

RATE, STEP, DISTANCE = 100, 4, 50
IDENT = np.full((7, 2), -1.0, np.float32)


class Engine:
    """A writer that has rendered up to the clock's second."""

    def __init__(self, path: Path) -> None:
        geometry = Geometry(sample_rate=RATE, block_frames=10, block_count=200, snapshot_bytes=8)
        self.writer = RingWriter.create(path, geometry, epoch=0, generation=1)
        self.reader = RingReader.open(path)

    def render(self, until: float) -> int:
        """The time at ``until`` seconds."""
        while self.writer.head < until * RATE:
            self.writer.block()[:] = np.arange(self.writer.head, self.writer.head + 10, dtype=np.float32)[:, None]
            self.writer.publish(b"")
        return round(until * SECOND)


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path / "ring")


def test_a_step_is_one_frame_of_liquidsoap() -> None:
    assert [step(rate) for rate in (RATE, 44_100, 48_000, 32_000)] == [STEP, 1_764, 1_920, 1_280]


@pytest.mark.parametrize(("wanted", "sent"), [(0, 4), (3, 4), (4, 8), (100, 104), (103, 104)])
def test_it_has_enough_when_it_has_a_frame_more_than_it_wants(wanted: int, sent: int) -> None:
    assert filling(wanted, RATE) == sent


@pytest.mark.parametrize("begin", [0, 1, 2, 3, 57])
def test_what_was_sent_is_whole_frames_from_any_first_one(engine: Engine, begin: int) -> None:
    follower = Stepping(RATE, DISTANCE, 100, IDENT, begin)
    follower.begin(begin, begin)
    sent = np.empty(0)
    for tenth in range(12, 60, 3):
        now = engine.render(tenth / 10 + 0.07)
        pieces = list(follower.pull(engine.reader, now))
        sent = np.concatenate([sent, *(piece.samples[:, 0] for piece in pieces)])
        assert len(sent) % STEP == 0
        assert engine.reader.clock(now) - DISTANCE - STEP < follower.position <= engine.reader.clock(now) - DISTANCE
    assert np.array_equal(sent, np.arange(begin, begin + len(sent)))  # no fade at its begin: it may be going on


def test_a_jump_lands_so_that_the_frames_stay_whole(engine: Engine) -> None:
    follower = Stepping(RATE, DISTANCE, 100, IDENT, 57)
    follower.begin(57, 57)
    sent = 0
    for second in (1.5, 1.83, 1.9 + 2 * CATCH_UP, 2.4 + 2 * CATCH_UP):
        for piece in follower.pull(engine.reader, engine.render(second)):
            sent += len(piece.samples)
        assert sent % STEP == 0
    assert follower.skipped > CATCH_UP * RATE
