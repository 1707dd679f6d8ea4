"""A damaged block of a real ring is rendered again: the same bits, or a reason why not."""

import os
from pathlib import Path

import numpy as np
import pytest

from engine.errors import RingError
from engine.mixing.mixer import Mixer
from engine.mixing.repair import MARGIN, Repaired, Repairer
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import Envelope
from engine.programme.fades import fade, rest
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme
from engine.ring.geometry import Geometry
from engine.ring.reader import RingReader
from engine.ring.writer import RingWriter
from tests.support.hands import seeded
from tests.support.mixing import RATE, Pcm, Shelf, noise

BLOCK, BLOCKS = 500, 200
ROOM = Mixer(RATE).state_room


class Deck:
    """A ring that a mixer and a hand have filled to ``head``, and how to damage it."""

    def __init__(self, folder: Path, head: int, overrides: Overrides | None = None) -> None:
        self.shelf = Shelf(folder)
        self.programme = self._programme()
        self.overrides = overrides or seeded(100, head)
        geometry = Geometry(sample_rate=RATE, block_frames=BLOCK, block_count=BLOCKS, snapshot_bytes=ROOM)
        self.mixer = Mixer(RATE, behind=geometry.remembered)
        self.writer = RingWriter.create(folder / "ring", geometry, epoch=0, generation=1)
        self.writer.keep(self.mixer.state(), 0)
        self.reader = RingReader.open(folder / "ring")
        self.mixer.follow(self.programme)
        self.mixer.override(self.overrides)
        self.play(head)
        self.repairer = Repairer(self.writer.ring, lambda frame: Mixer(RATE, start=frame, spare=self.mixer.stock))

    def _programme(self) -> Programme:
        """A filter that closes on one lane, EQ and varispeed on another, loud enough for the limiter."""
        first = self.shelf.store(noise(200_000, 0.5, 1), "first")
        second = self.shelf.store(noise(200_000, 0.5, 2), "second")
        down = {"highpass": Envelope(((0, 20.0), (90_000, 4_000.0))), "fader": Envelope(((40_000, 1.0), (90_000, 0.0)))}
        up = {"low": Envelope(((0, -30.0), (60_000, 0.0)))}
        ramp = ((0, 10.5), (100_000, 103_000.5))
        return Programme(
            clips=[
                Clip(at=0, length=150_000, lane=0, pcm=first, map=plain_map(150_000, 0), envelopes=down),
                Clip(at=20_000, length=100_000, lane=1, pcm=second, map=ramp, envelopes=up, gain_db=3.0),
            ]
        )

    def play(self, frames: int) -> None:
        for _ in range(frames // BLOCK):
            self.mixer.pump(self.writer.block())
            self.writer.publish(self.mixer.state())

    def lose_files(self) -> None:
        """One is deleted, the other cut."""
        deleted, cut = sorted({clip.pcm for clip in self.programme.clips})
        Path(deleted).unlink()
        os.truncate(cut, 8 * 30_000)

    def comes_back(self, frame: int) -> None:
        """The block that begins at ``frame``, damaged, is rendered again bit for bit."""
        held = self.damage(frame)
        assert self.repairer.repair(frame, self.programme, self.overrides) == Repaired(frame, rendered=True, exact=True)
        assert self.reader.read(frame, BLOCK).tobytes() == held.tobytes()

    def damage(self, frame: int) -> Pcm:
        """Spoil the block that begins at ``frame``; what it held."""
        place = self.writer.ring.geometry.block(frame)
        held = self.writer.ring.samples[place].copy()
        self.writer.ring.samples[place, 7] = 0.9
        with pytest.raises(RingError):
            self.reader.read(frame, 1)
        return held


@pytest.fixture
def deck(tmp_path: Path) -> Deck:
    return Deck(tmp_path, 60_000)


@pytest.mark.parametrize("frame", [0, 500, 8_000, 31_500, 59_500])
def test_any_block_comes_back_bit_for_bit(deck: Deck, frame: int) -> None:
    held = deck.damage(frame)
    assert deck.repairer.repair(frame + 33, deck.programme, deck.overrides) == Repaired(
        frame, rendered=True, exact=True
    )
    assert deck.reader.read(frame, BLOCK).tobytes() == held.tobytes()


def test_several_damaged_blocks_in_a_row_all_come_back(deck: Deck) -> None:
    held = {frame: deck.damage(frame) for frame in range(30_000, 42_000, BLOCK)}
    for frame, samples in held.items():
        assert deck.repairer.repair(frame, deck.programme, deck.overrides).exact
        assert deck.reader.read(frame, BLOCK).tobytes() == samples.tobytes()


def test_every_block_of_a_ring_that_has_gone_round_can_be_repaired(deck: Deck) -> None:
    deck.play(80_000)
    for frame in range(deck.reader.tail + (MARGIN - 1) * BLOCK, deck.reader.head, 7 * BLOCK):
        held = deck.damage(frame)
        assert deck.repairer.repair(frame, deck.programme, deck.overrides).exact
        assert deck.reader.read(frame, BLOCK).tobytes() == held.tobytes()


def test_a_splice_behind_it_changes_nothing(deck: Deck) -> None:
    held = deck.damage(45_000)
    deck.programme.clips = [clip.cut(61_000) for clip in deck.programme.clips]
    assert deck.repairer.repair(45_000, deck.programme, deck.overrides).exact
    assert deck.reader.read(45_000, BLOCK).tobytes() == held.tobytes()


def test_a_whole_block_is_left_alone(deck: Deck) -> None:
    before = bytes(deck.writer.ring.memory)
    assert not deck.repairer.repair(30_000, deck.programme, deck.overrides).rendered
    assert bytes(deck.writer.ring.memory) == before


@pytest.mark.parametrize("frame", [60_000, 10**9, -1])
def test_only_what_is_there_to_stay_is_repaired(deck: Deck, frame: int) -> None:
    with pytest.raises(RingError, match="can't be repaired"):
        deck.repairer.repair(frame, deck.programme, deck.overrides)


def test_next_to_where_the_writer_writes_nothing_is_repaired(deck: Deck) -> None:
    deck.play(80_000)
    with pytest.raises(RingError, match="can't be repaired"):
        deck.repairer.repair(deck.reader.tail + BLOCK, deck.programme, deck.overrides)


def test_a_block_whose_files_were_lost_comes_back_from_memory(deck: Deck) -> None:
    deck.play(130_000)
    deck.lose_files()
    for frame in range(deck.reader.tail + (MARGIN - 1) * BLOCK, deck.reader.head, 9 * BLOCK):
        deck.comes_back(frame)


def test_what_the_ladder_made_of_a_clip_whose_file_was_lost_comes_back_too(deck: Deck) -> None:
    deck.lose_files()
    leaving, other = deck.programme.clips
    fading = fade(rest(leaving, 62_000).cut(90_000), 62_000, 90_000, out=True)
    deck.programme = Programme(clips=[leaving.cut(62_000), other.cut(110_000), fading])
    deck.mixer.follow(deck.programme)
    deck.play(70_000)
    assert deck.mixer.late == 0
    for frame in (50_000, 62_000, 80_000, 109_500):
        deck.comes_back(frame)


def test_what_the_engine_before_played_comes_back_from_the_memory_of_the_next(deck: Deck) -> None:
    head = deck.writer.head
    deck.mixer = Mixer(RATE, start=head, behind=deck.writer.ring.geometry.remembered)
    deck.mixer.follow(deck.programme)
    found = deck.writer.restore()
    assert found is not None
    deck.mixer.restore(found[1])
    deck.mixer.override(deck.overrides)
    deck.mixer.recall(0, head)
    deck.play(5_000)
    deck.lose_files()
    for frame in (0, 33_000, head - BLOCK, head, head + BLOCK):
        deck.comes_back(frame)


def test_a_block_whose_pcm_is_gone_stays_damaged_and_is_said_so(deck: Deck) -> None:
    deck.damage(30_000)
    Path(deck.programme.clips[1].pcm).unlink()
    deck.mixer.stock.doubt(deck.programme.clips[1].pcm)
    with pytest.raises(RingError, match="its PCM is gone"):
        deck.repairer.repair(30_000, deck.programme, deck.overrides)
    with pytest.raises(RingError):
        deck.reader.read(30_000, 1)


def test_a_block_without_a_whole_snapshot_before_it_is_said_so(deck: Deck) -> None:
    deck.damage(30_000)
    for which in range(deck.writer.ring.geometry.slots):
        deck.writer.ring.slot(which)[1][100:110] = b"scratched!"
    with pytest.raises(RingError, match="no snapshot before it is whole"):
        deck.repairer.repair(30_000, deck.programme, deck.overrides)


def test_what_was_rendered_from_pcm_that_was_read_wrongly_is_replaced(deck: Deck) -> None:
    right = deck.reader.read(0, 60_000)
    for frame in range(30_000, 50_000, BLOCK):
        deck.repairer._write(frame, np.zeros((BLOCK, 2), np.float32))
    assert not deck.reader.read(30_000, 20_000).any()
    assert deck.repairer.replace(25_100, 60_000, deck.programme, deck.overrides) == 20_000 // BLOCK
    assert np.array_equal(deck.reader.read(0, 60_000), right)


def test_what_was_read_wrongly_does_not_come_back_from_memory(deck: Deck, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    misread = Deck(tmp_path / "other", 0, deck.overrides)
    path = misread.programme.clips[0].pcm
    right = np.fromfile(path, np.float32)
    np.zeros_like(right).tofile(path)
    misread.play(60_000)
    right.tofile(path)
    misread.mixer.bring_again(path)
    misread.play(1_000)
    Path(path).unlink()
    before = misread.reader.read(0, 60_000)
    with pytest.raises(RingError, match="PCM is gone"):
        misread.repairer.replace(0, 60_000, misread.programme, misread.overrides)
    assert np.array_equal(misread.reader.read(0, 60_000), before)
    right.tofile(path)
    misread.repairer.replace(0, 60_000, misread.programme, misread.overrides)
    assert np.array_equal(misread.reader.read(0, 60_000), deck.reader.read(0, 60_000))


def test_pcm_that_changed_meanwhile_is_told(deck: Deck) -> None:
    deck.damage(30_000)
    np.fromfile(deck.programme.clips[0].pcm, np.float32)[::-1].tofile(deck.programme.clips[0].pcm)
    assert not deck.repairer.repair(30_000, deck.programme, deck.overrides).exact
