"""From the ring to the tape, time passed in: two seconds are encoded at once, and listeners see nothing of it."""

import copy
from pathlib import Path

import numpy as np
import pytest

from engine.outputs import sound
from engine.outputs.follower import Piece
from engine.outputs.mp3 import DELAY, FRAME, mp3
from engine.outputs.place import PlaceKeeper
from engine.outputs.sound import Sound
from engine.ring.geometry import Geometry
from engine.ring.reader import SECOND, RingReader
from engine.ring.writer import RingWriter
from engine.settings import OutputsSettings

RATE = 44_100
BLOCK = 4_096
BEGIN = 12  # the second at which everything begins


def sound_of(settings: OutputsSettings, place: Path) -> Sound:
    return Sound(settings, mp3(RATE, settings.bitrate_kbps, settings.quality), PlaceKeeper(place))


class Air:
    """An engine that is at its clock, and outputs that follow it, second by second."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        geometry = Geometry(sample_rate=RATE, block_frames=BLOCK, block_count=600, snapshot_bytes=8)
        self.writer = RingWriter.create(folder / "ring", geometry, epoch=0, generation=1)
        self.ring = RingReader.open(folder / "ring")
        self.random = np.random.default_rng(1)
        self.encoded: list[int] = []  # frames, by second

    def outputs(self, second: int, **settings: object) -> Sound:
        """A new process's."""
        self.render(second)
        known = OutputsSettings.model_validate({"bitrate_kbps": 64, "quality": 9, **settings})
        made = sound_of(known, self.folder / "place")
        made.resume(self.ring, second * SECOND)
        return made

    def render(self, second: float) -> None:
        while self.writer.head < second * RATE:
            self.writer.block()[:] = self.random.uniform(-0.3, 0.3, (BLOCK, 2))
            self.writer.publish(b"")

    def tick(self, outputs: Sound, second: int) -> None:
        """As the service does it."""
        now, follower, before = second * SECOND, outputs.follower, outputs.follower.position or 0
        for pieces in (follower.pull(self.ring, now), follower.read_ahead(self.ring, now)):
            for piece in pieces:
                outputs.send(piece)
            outputs.release(self.ring, now)
        follower.look_ahead(self.ring, now)
        self.encoded.append((follower.position or 0) - before)


@pytest.fixture
def air(tmp_path: Path) -> Air:
    return Air(tmp_path)


def streams(*outputs: Sound) -> list[bytes]:
    """What listeners can have of all of them, from the first MP3 frame on that all still hold."""
    first = max(one.tape.first for one in outputs)
    return [bytes(one.tape.view(one.tape.start_of(first), one.tape.end)) for one in outputs]


def test_two_seconds_are_encoded_at_once_and_one_is_on_the_tape(air: Air, monkeypatch: pytest.MonkeyPatch) -> None:
    early = air.outputs(BEGIN)
    monkeypatch.setattr(sound, "AHEAD", 0.0)
    plain = air.outputs(BEGIN)
    for second in range(BEGIN, BEGIN + 12):
        if second != BEGIN + 6:  # the engine is away for a moment: the distance bridges it
            air.render(second)
        air.tick(plain, second)
        air.tick(early, second)
        due = early.follower.target(air.ring, second * SECOND)
        assert 0 <= early.tape.next_frame - due < FRAME
        assert early.follower.steady
        more = early.tape.next - plain.tape.next
        assert 0 <= more <= 3  # MP3 frames that LAME holds back where it has no more
        one, other = streams(plain, early)
        assert other[: len(one)] == one
    given = air.encoded[3::2]
    assert [count for count in given if count] == [2 * RATE] * 5
    assert 0 in given


def test_a_process_that_was_killed_with_sound_in_hand_is_gone_on_from_there(air: Air) -> None:
    """What it had encoded and recorded before it was due is recorded once; the stream goes on with what was due."""
    recorded: list[Piece] = []
    first = air.outputs(BEGIN)
    first.pieces.append(recorded.append)
    for second in range(BEGIN, BEGIN + 5):
        air.render(second)
        air.tick(first, second)
    assert first.follower.position > first.follower.target(air.ring, second * SECOND) + RATE // 8
    next_frame = first.tape.next_frame
    second_one = air.outputs(BEGIN + 5)
    second_one.pieces.append(recorded.append)
    for second in range(BEGIN + 5, BEGIN + 9):
        air.render(second)
        air.tick(second_one, second)
    number = second_one.tape.number_of(next_frame)
    assert second_one.tape.frame_of(number) == next_frame
    taped, begun = np.concatenate([piece.samples for piece in recorded]), recorded[0].frame
    assert begun + len(taped) == second_one.follower.position
    assert np.array_equal(taped, air.ring.read(begun, len(taped)))


def test_a_process_that_takes_over_encodes_what_was_in_hand_anew(air: Air) -> None:
    before = air.outputs(BEGIN)
    for second in range(BEGIN, BEGIN + 5):
        air.render(second)
        air.tick(before, second)
    tape = before.tape
    held = copy.deepcopy(tape.held())
    end, next_frame, position = tape.end, tape.next_frame, before.follower.position
    assert position > next_frame + DELAY + RATE // 8
    known = OutputsSettings(bitrate_kbps=64, quality=9)
    after = sound_of(known, air.folder / "other")
    after.tape.restore(*held)
    air.render(BEGIN + 5)
    after.go_on(air.ring, (BEGIN + 5) * SECOND, position)
    air.tick(before, BEGIN + 5)
    air.tick(after, BEGIN + 5)
    assert after.tape.frame_of(after.tape.number_at(end)) == next_frame
    assert (after.tape.next, after.tape.jumps) == (tape.next, 0)
