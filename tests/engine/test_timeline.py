"""The render loop and the timeline, pumped by the test: time is passed in, the mixer, ring and journal are the
real ones."""

import asyncio
from pathlib import Path

import pytest

from engine.errors import ProgrammeError, StorageError
from engine.ladder.ladder import Ladder, Reach
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Programme, Splice
from ext.clock import SECOND
from tests.support.parts import BLOCK, IDENT, RATE, Parts
from tests.support.scenario import run


@pytest.fixture
def parts(tmp_path: Path) -> Parts:
    return Parts(tmp_path)


def splice(at: int) -> Splice:
    return Splice(
        at=at, clips=[Clip(at=at, length=50 * RATE, lane=3, pcm="ident", map=plain_map(50 * RATE, 7))], marks=[]
    )


def test_blocks_are_rendered_when_they_are_due(parts: Parts) -> None:
    assert parts.render.step(-SECOND) == SECOND
    parts.until(0)
    assert parts.render.head == BLOCK
    assert parts.render.step(0) == SECOND // 10
    parts.until(SECOND)
    assert parts.render.head == RATE + BLOCK
    assert (parts.clock.late_blocks, parts.mixer.late) == (8, 0)  # who pumps came once a second


def test_what_was_missed_is_caught_up_with_but_not_beyond_the_bound(parts: Parts) -> None:
    parts.until(3 * SECOND)
    assert parts.render.head == 3 * RATE + BLOCK
    parts.until(100 * SECOND)
    assert parts.clock.anchored == 1
    assert parts.render.head == 3 * RATE + 2 * BLOCK
    assert parts.writer.epoch == parts.clock.epoch != 0
    assert parts.render.given_up == 97 * RATE - BLOCK


def test_an_engine_that_is_to_leave_renders_ahead_of_its_clock(parts: Parts) -> None:
    parts.until(0)
    parts.render.lead(RATE)
    parts.until(0)
    assert parts.render.head == RATE + BLOCK
    assert parts.render.step(0) == SECOND // 10
    parts.render.lead(10**9)
    parts.until(0)
    assert parts.render.head == parts.writer.ring.geometry.frames // 2 + BLOCK
    assert (parts.clock.late_blocks, parts.mixer.late) == (0, 0)


def test_ahead_of_the_clock_pcm_is_waited_for_until_it_is_due(parts: Parts) -> None:
    parts.render.lead(10 * BLOCK)
    parts.mixer.load(0)  # none of it is there
    assert parts.render.step(-SECOND // 2) > 0
    assert parts.render.head == 0
    assert parts.render.step(0) == 0


def test_behind_the_clock_pcm_is_waited_for_but_not_for_ever(parts: Parts) -> None:
    parts.mixer.load(0)  # none of it is there
    now = SECOND // 2
    assert parts.render.step(now) > 0
    assert parts.render.head == 0
    parts.load.load()
    assert parts.render.step(now) == 0
    parts.mixer.load(0)  # none of it is there
    assert parts.render.step(now + SECOND + 1) == 0  # a disk that is gone: the sound goes on without it


def test_a_change_of_what_was_rendered_is_refused_whole(parts: Parts) -> None:
    parts.until(SECOND)
    before = parts.mixer.frame
    assert not parts.render.change(Programme(), before + parts.mixer.reach - 1)
    assert parts.render.change(Programme(clips=[IDENT]), before + parts.mixer.reach)


def test_a_splice_is_on_the_disk_when_it_is_answered(parts: Parts) -> None:
    async def scenario() -> None:
        await parts.timeline.splice(splice(3 * RATE), 100)
        assert [clip.at for clip in parts.on_disk() if clip.lane == 3] == [3 * RATE]
        assert parts.timeline.programme.clips[-1].at == 3 * RATE

    run(scenario)


def test_a_disk_that_hangs_refuses_the_splice_and_it_is_never_played_not_even_after_a_restart(parts: Parts) -> None:
    async def scenario() -> None:
        parts.journal.free.clear()
        before = parts.timeline.programme
        with pytest.raises(StorageError, match="has not answered"):
            await parts.timeline.splice(splice(3 * RATE), 100)
        assert parts.timeline.programme is before
        parts.journal.free.set()
        await parts.timeline.close()
        assert parts.on_disk() == []

    run(scenario)


def test_a_disk_that_is_too_slow_for_the_sound_takes_its_splice_back(parts: Parts) -> None:
    async def scenario() -> None:
        parts.journal.free.clear()
        answer = asyncio.ensure_future(parts.timeline.splice(splice(2 * RATE), 100))
        for _ in range(3):  # turns of the event loop, until the disk has it
            await asyncio.sleep(0)
        parts.until(3 * SECOND)  # the frame is played while the disk is busy
        parts.journal.free.set()
        with pytest.raises(ProgrammeError, match="splice further ahead"):
            await answer
        await parts.timeline.close()
        assert parts.on_disk() == []

    run(scenario)


def test_the_ladder_does_not_wait_for_the_disk(parts: Parts) -> None:
    async def scenario() -> None:
        parts.timeline.programme = Programme(clips=[IDENT.cut(2 * RATE)])
        parts.journal.free.clear()
        ladder = Ladder(Reach(threshold=2 * RATE, fade=RATE, join=RATE // 4), 76_800)
        step = await parts.timeline.climb(ladder, None, 0)
        assert step is not None
        assert parts.timeline.unsaved == 1
        assert parts.timeline.programme.end > 4 * RATE
        parts.journal.free.set()
        await parts.timeline.close()
        assert parts.on_disk() == step.splice.clips  # the disk has it after all: it was played

    run(scenario)
