"""The pulse, pumped by hand: what lies in the ring is what an offline render plays, however long the blocks are."""

from pathlib import Path

import numpy as np
import pytest

from engine.mixing import offline
from engine.mixing.mixer import Mixer
from engine.programme.clip import Clip
from engine.programme.programme import Programme
from engine.ring.geometry import Geometry
from engine.ring.reader import RingReader
from engine.ring.writer import RingWriter
from ext.clock import SECOND, Clock
from ext.pulse import Pulse
from tests.support.mixing import RATE, Shelf, noise, points

FRAMES = 2 * RATE
LATER = 5 * SECOND  # everything is due


def programme(shelf: Shelf) -> Programme:
    path = shelf.store(noise(3 * RATE, 0.4))
    eq = {"low": points((0, -20.0), (RATE, 3.0)), "highpass": points((0, 30.0), (RATE, 900.0))}
    bend = ((0, 50.5), (RATE, 1.04 * RATE))
    return Programme(
        clips=[Clip(at=99 * lane, length=RATE, lane=40 * lane, pcm=path, map=bend, envelopes=eq) for lane in range(3)]
    )


class Hand:
    """A pulse with its parts, and no thread."""

    def __init__(self, path: Path, plays: Programme, block: int) -> None:
        self.path = path
        self.mixer = Mixer(RATE)
        geometry = Geometry(
            sample_rate=RATE,
            block_frames=block,
            block_count=FRAMES // block + 3,
            snapshot_bytes=self.mixer.state_room,
            every=5,
        )
        self.writer = RingWriter.create(path, geometry, epoch=0, generation=1)
        self.clock = Clock(RATE, 0)
        self.follow(plays)

    def follow(self, plays: Programme) -> None:
        self.pulse = Pulse(self.mixer.renderer, self.writer.blocks, self.clock)
        self.mixer.follow(plays)
        self.mixer.load(2 * FRAMES)

    def resume(self, plays: Programme) -> None:
        """As the next engine does."""
        self.writer = RingWriter.resume(self.path)
        restored = self.writer.restore()
        assert restored is not None
        self.mixer = Mixer(RATE)
        self.mixer.restore(restored[1])
        self.follow(plays)

    def until(self, frame: int) -> None:
        while self.writer.head < frame:
            assert self.pulse.step(LATER) == 0


@pytest.mark.parametrize("block", [64, 220, 257, 1_024, 16_384])
def test_the_length_of_a_block_is_not_heard(shelf: Shelf, tmp_path: Path, block: int) -> None:
    plays = programme(shelf)
    hand = Hand(tmp_path / "ring", plays, block)
    hand.until(FRAMES)
    assert np.array_equal(RingReader.open(hand.path).read(0, FRAMES), offline.render(plays, 0, FRAMES, RATE))
    assert hand.mixer.late == 0


@pytest.mark.parametrize("deaths", [(3, 4, 40), (17, 100, 101)])
def test_who_goes_on_from_the_ring_goes_on_bit_for_bit(shelf: Shelf, tmp_path: Path, deaths: tuple[int, ...]) -> None:
    plays = programme(shelf)
    hand = Hand(tmp_path / "ring", plays, 220)
    for blocks in deaths:
        hand.until(blocks * 220)
        hand.resume(plays)
    hand.until(FRAMES)
    assert np.array_equal(RingReader.open(hand.path).read(0, FRAMES), offline.render(plays, 0, FRAMES, RATE))


def test_a_ring_that_is_anothers_is_left_alone(shelf: Shelf, tmp_path: Path) -> None:
    hand = Hand(tmp_path / "ring", programme(shelf), 220)
    hand.until(2_200)
    RingWriter.resume(hand.path)
    assert hand.pulse.step(LATER) is None
    assert hand.writer.head == 2_200


def test_it_waits_until_a_block_is_due_and_reads_its_commands_meanwhile(shelf: Shelf, tmp_path: Path) -> None:
    hand = Hand(tmp_path / "ring", programme(shelf), 441)
    assert hand.pulse.step(0) == 0
    hand.mixer.renderer.change(RATE)
    hand.mixer.renderer.publish()
    assert hand.pulse.step(SECOND // 250) == 6 * SECOND // 1_000
    assert hand.mixer.agreed is True
    assert hand.writer.head == 441
