"""The render loop and the timeline, pumped by hand: time is passed in, the mixer, ring and journal are the
real ones."""

import asyncio
import threading
from pathlib import Path

import pytest

from engine.errors import ProgrammeError, StorageError
from engine.journal.journal import Journal
from engine.ladder.ladder import Ladder, Reach
from engine.mixing.load_loop import LoadLoop
from engine.mixing.mixer import Mixer
from engine.mixing.render_loop import RenderLoop
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Programme, Splice
from engine.ring.geometry import Geometry
from engine.ring.writer import RingWriter
from engine.timeline import Distances, Timeline
from ext.clock import SECOND, Clock
from tests.support.scenario import run

RATE, BLOCK = 8_000, 800  # ten blocks a second
IDENT = Clip(at=0, length=100 * RATE, lane=0, pcm="ident", map=plain_map(100 * RATE, 0), part="ident")


class SlowJournal(Journal):
    """The real one on a disk that hangs until it is let go."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, RATE)
        self.free = threading.Event()
        self.free.set()

    def append(self, splice: Splice) -> int:
        self.free.wait()
        return super().append(splice)


class Hand:
    """An engine's parts, without its threads."""

    def __init__(self, folder: Path) -> None:
        self.mixer = Mixer(RATE)
        geometry = Geometry(sample_rate=RATE, block_frames=BLOCK, block_count=40, snapshot_bytes=self.mixer.state_room)
        self.writer = RingWriter.create(folder / "ring", geometry, epoch=0, generation=1)
        self.clock = Clock(RATE, epoch=0, bound=60 * SECOND)
        self.load = LoadLoop(self.mixer, 5 * RATE)
        self.render = RenderLoop(self.mixer, self.writer, self.clock)
        self.journal = SlowJournal(folder)
        distances = Distances(settled=2 * RATE, near=RATE, kept=3 * RATE)
        self.timeline = Timeline(
            Programme(clips=[IDENT]), self.journal, (self.render, self.load), distances, patience=0.2
        )
        self.mixer.follow(self.timeline.programme)
        self.load.load()

    def until(self, now: int) -> None:
        """Render what is due by ``now``."""
        while not self.render.step(now):
            self.load.load()

    def on_disk(self) -> list[Clip]:
        return Journal(self.journal.path.parent, RATE).replay().programme.clips


@pytest.fixture
def hand(tmp_path: Path) -> Hand:
    return Hand(tmp_path)


def splice(at: int) -> Splice:
    return Splice(
        at=at, clips=[Clip(at=at, length=50 * RATE, lane=3, pcm="ident", map=plain_map(50 * RATE, 7))], marks=[]
    )


def test_blocks_are_rendered_when_they_are_due(hand: Hand) -> None:
    assert hand.render.step(-SECOND) == SECOND
    hand.until(0)
    assert hand.render.head == BLOCK
    assert hand.render.step(0) == SECOND // 10
    hand.until(SECOND)
    assert hand.render.head == RATE + BLOCK
    assert (hand.clock.late_blocks, hand.mixer.late) == (8, 0)  # the hand came once a second


def test_what_was_missed_is_caught_up_with_but_not_beyond_the_bound(hand: Hand) -> None:
    hand.until(3 * SECOND)
    assert hand.render.head == 3 * RATE + BLOCK
    hand.until(100 * SECOND)
    assert hand.clock.anchored == 1
    assert hand.render.head == 3 * RATE + 2 * BLOCK
    assert hand.writer.epoch == hand.clock.epoch != 0
    assert hand.render.given_up == 97 * RATE - BLOCK


def test_an_engine_that_is_to_leave_renders_ahead_of_its_clock(hand: Hand) -> None:
    hand.until(0)
    hand.render.lead(RATE)
    hand.until(0)
    assert hand.render.head == RATE + BLOCK
    assert hand.render.step(0) == SECOND // 10
    hand.render.lead(10**9)
    hand.until(0)
    assert hand.render.head == hand.writer.ring.geometry.frames // 2 + BLOCK
    assert (hand.clock.late_blocks, hand.mixer.late) == (0, 0)


def test_ahead_of_the_clock_pcm_is_waited_for_until_it_is_due(hand: Hand) -> None:
    hand.render.lead(10 * BLOCK)
    hand.mixer.load(0)  # none of it is there
    assert hand.render.step(-SECOND // 2) > 0
    assert hand.render.head == 0
    assert hand.render.step(0) == 0


def test_behind_the_clock_pcm_is_waited_for_but_not_for_ever(hand: Hand) -> None:
    hand.mixer.load(0)  # none of it is there
    now = SECOND // 2
    assert hand.render.step(now) > 0
    assert hand.render.head == 0
    hand.load.load()
    assert hand.render.step(now) == 0
    hand.mixer.load(0)  # none of it is there
    assert hand.render.step(now + SECOND + 1) == 0  # a disk that is gone: the sound goes on without it


def test_a_change_of_what_was_rendered_is_refused_whole(hand: Hand) -> None:
    hand.until(SECOND)
    before = hand.mixer.frame
    assert not hand.render.change(Programme(), before + hand.mixer.reach - 1)
    assert hand.render.change(Programme(clips=[IDENT]), before + hand.mixer.reach)


def test_a_splice_is_on_the_disk_when_it_is_answered(hand: Hand) -> None:
    async def scenario() -> None:
        await hand.timeline.splice(splice(3 * RATE), 100)
        assert [clip.at for clip in hand.on_disk() if clip.lane == 3] == [3 * RATE]
        assert hand.timeline.programme.clips[-1].at == 3 * RATE

    run(scenario)


def test_a_disk_that_hangs_refuses_the_splice_and_it_is_never_played_not_even_after_a_restart(hand: Hand) -> None:
    async def scenario() -> None:
        hand.journal.free.clear()
        before = hand.timeline.programme
        with pytest.raises(StorageError, match="has not answered"):
            await hand.timeline.splice(splice(3 * RATE), 100)
        assert hand.timeline.programme is before
        hand.journal.free.set()
        await hand.timeline.close()
        assert hand.on_disk() == []

    run(scenario)


def test_a_disk_that_is_too_slow_for_the_sound_takes_its_splice_back(hand: Hand) -> None:
    async def scenario() -> None:
        hand.journal.free.clear()
        answer = asyncio.ensure_future(hand.timeline.splice(splice(2 * RATE), 100))
        for _ in range(3):  # turns of the event loop, until the disk has it
            await asyncio.sleep(0)
        hand.until(3 * SECOND)  # the frame is played while the disk is busy
        hand.journal.free.set()
        with pytest.raises(ProgrammeError, match="splice further ahead"):
            await answer
        await hand.timeline.close()
        assert hand.on_disk() == []

    run(scenario)


def test_the_ladder_does_not_wait_for_the_disk(hand: Hand) -> None:
    async def scenario() -> None:
        hand.timeline.programme = Programme(clips=[IDENT.cut(2 * RATE)])
        hand.journal.free.clear()
        ladder = Ladder(Reach(threshold=2 * RATE, fade=RATE, join=RATE // 4), 76_800)
        step = await hand.timeline.climb(ladder, None, 0)
        assert step is not None
        assert hand.timeline.unsaved == 1
        assert hand.timeline.programme.end > 4 * RATE
        hand.journal.free.set()
        await hand.timeline.close()
        assert hand.on_disk() == step.splice.clips  # the disk has it after all: it was played

    run(scenario)
