"""Where an engine goes on, by what the ring before says."""

from pathlib import Path

import pytest

from engine.places import Places
from engine.ring.opening import Opening, open_ring
from engine.ring.writer import RingWriter
from engine.settings import EngineSettings
from ext.clock import SECOND, starting

SETTINGS = EngineSettings(sample_rate=8_000, block_frames=400, ring_seconds=10, lead_seconds=2)
NOW = 1_000 * SECOND


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path)
    made.ring = tmp_path / "ring"
    return made


def opened(places: Places, now: int) -> Opening:
    return open_ring(places, SETTINGS, known=0, state_bytes=64, now=now)


def played(writer: RingWriter, blocks: int) -> None:
    for _ in range(blocks):
        writer.block()[:] = 0.5
        writer.publish(b"state")


def test_the_clock_goes_on_where_the_ring_does(places: Places) -> None:
    before = opened(places, NOW).writer
    played(before, 100)
    after = opened(places, NOW + SECOND)
    assert (after.how, after.head, after.set_at) == ("resumed", 40_000, 0)
    assert after.writer.epoch == before.epoch


def test_the_clock_of_another_boot_is_set_anew(places: Places) -> None:
    played(opened(places, NOW).writer, 100)
    after = opened(places, 5 * SECOND)
    assert (after.how, after.head, after.set_at) == ("resumed", 40_000, 5 * SECOND)
    assert after.writer.epoch == starting(40_000, 5 * SECOND, 8_000, 2 * SECOND)
