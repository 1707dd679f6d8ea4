"""What a player with a buffer hears of what came, and when."""

from pathlib import Path

import numpy as np
import pytest

from benchmarks.chaos.decode import Sound
from benchmarks.chaos.gap import Gap
from benchmarks.chaos.place import Run
from benchmarks.chaos.player import GRAIN, Heard, arrivals, cut_off, gaps, repeated
from benchmarks.chaos.tape import SECOND, Tape
from benchmarks.chaos.verdict import since
from engine.ring.ring import Geometry
from engine.ring.writer import RingWriter

RATE = 32_000  # a grain is a millisecond
DISTANCE, BUFFER = 5.0, 2.5


@pytest.fixture
def tape(tmp_path: Path) -> Tape:
    """Twenty seconds that nobody disturbed, from frame 0 at time 0 on."""
    ring = tmp_path / "ring"
    geometry = Geometry(sample_rate=RATE, block_frames=RATE, block_count=22, snapshot_bytes=64)
    writer = RingWriter.create(ring, geometry, epoch=0, generation=1)
    for _ in range(20):
        writer.block()[:] = 0.5
        writer.publish(b"")
    made = Tape(ring, tmp_path / "tape")
    made.catch_up()
    return made


def sent(first: int, last: int, at: float) -> Heard:
    """Seconds ``[first, last)`` of the programme over one connection, all of it there at ``at`` s at the latest, and
    each second at the time when a stream without a fault has it."""
    begins = np.arange(last - first) * RATE
    came = np.maximum((np.arange(first, last) + DISTANCE + 1), at) * SECOND
    sound = Sound(np.zeros(((last - first) * RATE, 2), np.float32), RATE, begins, came.astype(np.int64))
    return Heard(sound, [Run(0, first * RATE, (last - first) * RATE)])


def found(tape: Tape, *heard: Heard) -> list[tuple[float, float, str]]:
    """The gaps in seconds."""
    came = arrivals(list(heard), tape)
    until = 100 * SECOND
    return [(gap.frame / RATE, gap.length / RATE, gap.how) for gap in gaps(came, tape, DISTANCE, BUFFER, until)]


def test_what_comes_in_time_is_no_gap(tape: Tape) -> None:
    assert found(tape, sent(0, 20, at=0.0)) == []


def test_a_stream_that_stands_still_is_heard_once_the_buffer_is_empty(tape: Tape) -> None:
    quick, slow = sent(0, 10, at=0.0), sent(10, 20, at=10 + DISTANCE + BUFFER + 0.75)
    assert found(tape, quick, slow) == [pytest.approx((10.0, 0.75, "came late"), abs=2 * GRAIN / RATE)]


def test_what_never_comes_is_a_gap_and_what_a_burst_brings_again_is_none(tape: Tape) -> None:
    assert found(tape, sent(0, 10, at=0.0), sent(12, 20, at=0.0)) == [(10.0, 2.0, "never came")]
    assert found(tape, sent(0, 10, at=0.0), sent(8, 20, at=0.0)) == []


def test_a_gap_that_begins_before_the_run_is_judged_counts_from_there_on() -> None:
    gaps = [Gap(frame=0, length=100, how="never came"), Gap(frame=0, length=10, how="ident")]
    assert list(since(10, gaps)) == [Gap(frame=10, length=90, how="never came")]


def test_a_player_that_forgets_loses_more(tape: Tape) -> None:
    before, after = sent(0, 10, at=0.0), sent(9, 20, at=0.0)
    assert cut_off([before, after], BUFFER, RATE) == [(round(7.5 * RATE), round(1.5 * RATE))]


def test_what_one_connection_brings_twice_is_counted() -> None:
    runs = [Run(0, 0, RATE), Run(RATE, RATE // 2, RATE)]
    assert repeated([Heard(sent(0, 2, at=0.0).sound, runs)], RATE) == RATE // 2
