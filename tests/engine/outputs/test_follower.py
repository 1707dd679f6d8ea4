"""Following the ring, at a sample rate of 1: what is sent, and what when there is nothing."""

from pathlib import Path

import numpy as np
import pytest

from engine.outputs.follower import CATCH_UP, Follower, Piece
from engine.outputs.grid import Grid
from engine.ring.geometry import Geometry
from engine.ring.reader import SECOND, RingReader
from engine.ring.writer import RingWriter

DISTANCE, GRACE, BLOCK = 20, 2, 4
IDENT = np.full((7, 2), -1.0, np.float32)


class Engine:
    """A writer that follows the clock, or does not."""

    def __init__(self, path: Path, blocks: int = 30) -> None:
        geometry = Geometry(sample_rate=1, block_frames=BLOCK, block_count=blocks, snapshot_bytes=8)
        self.writer = RingWriter.create(path, geometry, epoch=0, generation=1)
        self.reader = RingReader.open(path)

    def render(self, until: int) -> None:
        while self.writer.head < until:
            block = self.writer.block()
            block[:] = np.arange(self.writer.head, self.writer.head + BLOCK, dtype=np.float32)[:, None] + 1
            self.writer.publish(b"")

    def sample(self, frame: int) -> np.ndarray:
        """The first of the block that begins at ``frame``."""
        return self.writer.ring.samples[self.writer.ring.geometry.block(frame), 0]


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    return Engine(tmp_path / "ring")


@pytest.fixture
def follower() -> Follower:
    return Follower(1, DISTANCE, GRACE, IDENT)


def pull(follower: Follower, ring: RingReader | None, second: int) -> list[Piece]:
    return list(follower.pull(ring, second * SECOND))


def pulled_ahead(follower: Follower, ring: RingReader, second: int) -> list[Piece]:
    return [*pull(follower, ring, second), *follower.read_ahead(ring, second * SECOND)]


def frames(pieces: list[Piece]) -> list[int | None]:
    """The programme frame of each frame sent, None for the ident's."""
    sent: list[int | None] = []
    for samples, frame in pieces:
        sent += [None if frame is None else frame + place for place in range(len(samples))]
    return sent


def test_it_stays_at_its_distance_and_sends_what_was_written(engine: Engine, follower: Follower) -> None:
    sent: list[Piece] = []
    for second in range(30, 90):
        engine.render(second)
        sent += pull(follower, engine.reader, second)
    assert frames(sent) == list(range(30 - DISTANCE, 89 - DISTANCE))
    samples = np.concatenate([piece.samples for piece in sent])
    assert np.array_equal(samples[10:, 0], np.arange(21, 70))
    assert (follower.state, follower.skipped, follower.away) == ("on air", 0, 0)


def test_a_dead_engine_is_bridged_by_the_distance(engine: Engine, follower: Follower) -> None:
    engine.render(50)
    sent = pull(follower, engine.reader, 50)
    for second in range(51, 70):
        sent += pull(follower, engine.reader, second)
    engine.render(90)
    for second in range(70, 85):
        sent += pull(follower, engine.reader, second)
    assert None not in frames(sent)
    assert np.all(np.diff(frames(sent)) == 1)
    assert follower.away == 0


def test_within_the_grace_nothing_is_sent_and_it_goes_on_exactly_there(engine: Engine, follower: Follower) -> None:
    engine.render(52)
    sent = pull(follower, engine.reader, 52) + pull(follower, engine.reader, 72)
    assert pull(follower, engine.reader, 73) == pull(follower, engine.reader, 74) == []
    engine.render(76)
    sent += pull(follower, engine.reader, 75)
    assert frames(sent) == list(range(32, 55))


def test_beyond_the_grace_the_ident_keeps_real_time_until_the_engine_has_caught_up(
    engine: Engine, follower: Follower
) -> None:
    engine.render(52)
    first = pull(follower, engine.reader, 52) + pull(follower, engine.reader, 72)
    assert frames(first)[-1] == 51
    away: list[Piece] = []
    for second in range(73, 90):
        away += pull(follower, engine.reader, second)
    assert frames(away) == [None] * 17  # what the grace owed came at once: real time is kept to the frame
    assert follower.state == "ident"
    engine.render(60)  # back, but not at the clock yet
    assert frames(pull(follower, engine.reader, 90)) == [None]
    engine.render(92)
    back = pull(follower, engine.reader, 91) + pull(follower, engine.reader, 95)
    assert frames(back) == [71, 72, 73, 74] or frames(back) == [None, 71, 72, 73, 74]
    assert follower.state == "on air"
    assert follower.skipped == 71 - 52


def test_without_any_ring_the_ident_goes_out_at_once(follower: Follower, engine: Engine) -> None:
    assert pull(follower, None, 100) == []
    assert frames(pull(follower, None, 105)) == [None] * 5
    engine.render(112)
    engine.writer.epoch = (110 - 30) * SECOND
    assert frames(pull(follower, engine.reader, 110)) == [None] * 5
    assert frames(pull(follower, engine.reader, 113)) == [10, 11, 12]


def test_a_clock_set_anew_is_waited_for_with_the_ident(engine: Engine, follower: Follower) -> None:
    engine.render(52)
    pull(follower, engine.reader, 52)
    pull(follower, engine.reader, 72)
    pull(follower, engine.reader, 200)
    engine.writer.epoch = (202 - 52) * SECOND
    sent: list[Piece] = []
    for second in range(202, 230):
        engine.render(second - 150)
        sent += pull(follower, engine.reader, second)
    heard = [frame for frame in frames(sent) if frame is not None]
    assert heard == list(range(52, 59))  # nothing twice, nothing left out
    assert frames(sent).count(None) == 22


def test_a_damaged_block_is_waited_for_and_then_stepped_over_in_time(engine: Engine, follower: Follower) -> None:
    engine.render(64)
    engine.writer.ring.samples[9, 1, 0] = 99
    sent = pull(follower, engine.reader, 50)
    for second in range(51, 58):
        sent += pull(follower, engine.reader, second)
    assert frames(sent) == [*range(30, 36)]
    assert follower.waits_for == 36
    for second in range(58, 63):
        sent += pull(follower, engine.reader, second)
    assert frames(sent) == [*range(30, 42)]
    assert (follower.damaged, follower.skipped) == (1, 4)
    assert np.concatenate([piece.samples[:, 0] for piece in sent])[6:10].tolist() == [36, 35, 34, 33]  # mirrored


def test_a_block_that_is_whole_again_within_the_grace_is_sent(engine: Engine, follower: Follower) -> None:
    engine.render(64)
    engine.writer.ring.samples[9, 1, 0] += 1
    pull(follower, engine.reader, 50)
    sent = [piece for second in range(51, 58) for piece in pull(follower, engine.reader, second)]
    engine.writer.ring.samples[9, 1, 0] -= 1
    sent += pull(follower, engine.reader, 58)
    assert frames(sent) == [*range(30, 38)]
    assert (follower.damaged, follower.skipped, follower.waits_for) == (0, 0, None)


def test_damage_is_seen_ahead_and_told_once(engine: Engine) -> None:
    engine.render(64)
    for block in (10, 12):
        engine.writer.ring.samples[block, 0, 0] = 99
    follower = Follower(1, DISTANCE, GRACE, IDENT, ahead=16)
    follower.begin(32, 32)
    assert [follower.look_ahead(engine.reader, 52 * SECOND) for _ in range(3)] == [40, None, None]
    follower.position = 36
    assert [follower.look_ahead(engine.reader, 56 * SECOND) for _ in range(3)] == [48, None, None]


def test_what_was_read_ahead_is_sent_whatever_then_happens_to_it(engine: Engine) -> None:
    engine.render(64)
    follower = Follower(1, DISTANCE, GRACE, IDENT, ahead=7)
    follower.begin(29, 30)
    sent = pull(follower, engine.reader, 50)
    assert follower.look_ahead(engine.reader, 52 * SECOND) is None  # up to frame 39, and so to the end of block 9
    engine.writer.ring.samples[7:10] = 99
    for second in range(51, 61):
        sent += pull(follower, engine.reader, second)
    assert sent[1].samples[:, 0].tolist() == [38, 39, 40]
    assert (frames(sent), follower.waits_for) == ([*range(29, 40)], None)


def test_what_is_due_soon_is_given_along_and_then_nothing_until_it_is(engine: Engine) -> None:
    follower = Follower(1, DISTANCE, GRACE, IDENT, ahead=3)
    follower.begin(29, 30)
    given: list[int] = []
    for second in range(50, 62, 2):
        engine.render(second)
        given.append(len(frames(pulled_ahead(follower, engine.reader, second))))
        assert follower.steady
    assert given == [4, 0, 4, 0, 4, 0]


def test_what_is_damaged_is_not_stepped_over_before_it_is_due(engine: Engine) -> None:
    engine.render(64)
    engine.writer.ring.samples[9, 1, 0] += 1
    follower = Follower(1, DISTANCE, GRACE, IDENT, ahead=8)
    sent = [piece for second in range(50, 56) for piece in pulled_ahead(follower, engine.reader, second)]
    assert (frames(sent), follower.waits_for, follower.steady) == ([*range(30, 36)], None, True)
    engine.writer.ring.samples[9, 1, 0] -= 1
    sent += pulled_ahead(follower, engine.reader, 57)
    assert frames(sent) == [*range(30, 45)]
    assert (follower.damaged, follower.skipped) == (0, 0)


@pytest.mark.parametrize("seed", range(10))
def test_what_is_read_ahead_changes_nothing_but_when_it_is_given(tmp_path: Path, seed: int) -> None:
    """An engine that is away now and then, and blocks that are damaged, some of them rendered again in time: by any
    second at least as much has been given as without reading ahead, and it is the same."""
    random = np.random.default_rng(seed)
    engine = Engine(tmp_path / "ring", blocks=60)
    engine.render(40)
    plain, early = (Follower(1, DISTANCE, GRACE, IDENT, ahead=ahead) for ahead in (0, int(random.integers(1, 9))))
    sent: tuple[list[Piece], list[Piece]] = ([], [])
    away, damaged = 0, {}
    for second in range(40, 1_500):
        away = max(0, away - 1) if away or random.random() < 0.97 else int(random.integers(1, 45))
        if not away:
            before = engine.writer.head
            engine.render(second)
            for block in range(before, engine.writer.head, BLOCK):
                if random.random() < 0.05:
                    damaged[block] = second + int(random.integers(5, 40))
                    engine.sample(block)[:] *= -1
        for block in [block for block, mended in damaged.items() if mended <= second]:
            engine.sample(block)[:] *= -1
            del damaged[block]
        sent[0].extend(pull(plain, engine.reader, second))
        sent[1].extend(pulled_ahead(early, engine.reader, second))
        one, other = (sum(len(piece.samples) for piece in pieces) for pieces in sent)
        assert 0 <= other - one <= early.ahead
    assert frames(sent[0]) == frames(sent[1])[:one]
    assert (plain.skipped, plain.damaged, plain.away) == (early.skipped, early.damaged, early.away)
    assert min(plain.damaged, plain.away) > 0


def test_a_jump_lands_on_the_grid(engine: Engine) -> None:
    follower = Follower(1, DISTANCE, GRACE, IDENT, Grid(size=8, phase=3))
    engine.render(64)
    sent = frames(pull(follower, None, 40) + pull(follower, None, 45))
    for second in range(45, 60):
        sent += frames(pull(follower, engine.reader, second))
    first = next(frame for frame in sent if frame is not None)
    assert (first - sent.count(None)) % 8 == 3


def test_a_jump_is_led_into_from_the_last_sample(engine: Engine, follower: Follower) -> None:
    engine.render(50)
    before = [piece for second in (50, 53) for piece in pull(follower, engine.reader, second)]
    engine.render(100)
    pull(follower, engine.reader, 90)
    after = pull(follower, engine.reader, 94)
    heard = np.concatenate([piece.samples[:, 0] for piece in (*before, *after)])
    assert heard.tolist() == pytest.approx([31 / 3, 64 / 3, 33, 42.5, 52.5, 63, 74])  # from silence, then from 33 to 74


def test_who_slept_too_long_goes_on_at_the_distance(engine: Engine, follower: Follower) -> None:
    engine.render(50)
    pull(follower, engine.reader, 50)
    engine.render(100)
    sent = frames(pull(follower, engine.reader, 90))
    assert sent == []
    assert frames(pull(follower, engine.reader, 92)) == [70, 71]
    assert follower.skipped == 40
    engine.render(120)
    assert len(frames(pull(follower, engine.reader, 92 + CATCH_UP))) == CATCH_UP


def test_a_ring_that_ran_away_is_caught_where_it_is(tmp_path: Path, follower: Follower) -> None:
    engine = Engine(tmp_path / "small", blocks=8)
    engine.render(50)
    pull(follower, engine.reader, 50)
    engine.render(96)
    engine.writer.epoch = 60 * SECOND  # the distance lies before the ring's tail
    follower.position = 10
    sent = frames(pull(follower, engine.reader, 60 + 90))
    assert min(frame for frame in sent if frame is not None) >= engine.reader.tail if sent else True
    assert follower.position >= engine.reader.tail
