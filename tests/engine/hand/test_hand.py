"""The hand's commands on an engine's parts, time passed in."""

import asyncio
from pathlib import Path
from typing import Any

import pytest

from engine.errors import ProgrammeError
from engine.hand.hand import Hand
from engine.journal.journal import Journal
from engine.ladder.ladder import Ladder, Reach
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Mark, Splice
from ext.clock import SECOND
from tests.support.parts import RATE, Parts
from tests.support.scenario import run, until


class Booth:
    """A hand, and what it is on. ``told``: the events."""

    def __init__(self, folder: Path) -> None:
        self.parts = Parts(folder)
        self.now = 0
        self.told: list[dict[str, Any]] = []
        self.changes = 0
        ladder = Ladder(Reach(threshold=2 * RATE, fade=RATE, join=RATE // 4), 76_800)
        self.hand = Hand(
            self.parts.timeline, self.parts.render, ladder, safety=lambda: None, now=lambda: self.now,
            publish=lambda _event, **facts: self.told.append(facts), changed=self._changed, watched=lambda: False,
        )  # fmt: skip
        track = Mark(at=0, kind="track", data={"bpm": 240.0})  # a bar is a second
        self.parts.timeline.programme.marks = [track]
        self.parts.timeline.programme.phrases = [5 * RATE]

    def _changed(self) -> None:
        self.changes += 1

    def ask(self, command: str, **facts: Any) -> Any:
        return self.hand.handlers()[command]({"command": command, "source": "me", "connection": 1, **facts})

    def later(self, seconds: float = 0.1) -> None:
        """Let time pass; what was asked gets its frame."""
        self.now += round(seconds * SECOND)
        self.parts.until(self.now)
        self.hand._touching.look()

    def touches(self) -> list[tuple[str, str]]:
        return [(touch.place, touch.doing) for touch in self.parts.timeline.overrides.touches]

    def logged(self) -> list[int]:
        journal = Journal(self.parts.journal.path.parent, RATE)
        return [touch.number for touch in journal.replay().overrides.touches]


@pytest.fixture
def booth(tmp_path: Path) -> Booth:
    return Booth(tmp_path)


def test_what_is_handed_back_lands_with_the_phrase(booth: Booth) -> None:
    booth.ask("touch", deck="a", control="fader", position=0.5)
    booth.ask("touch", deck="b", control="low", position=0.0)
    booth.later()
    booth.ask("hand_back", deck="a")
    booth.later()
    state = booth.hand.state()
    assert (state["a"]["fader"]["claimed"], state["b"]["low"]["claimed"]) == (False, True)
    assert booth.parts.timeline.overrides.touches[-1].until == 5 * RATE
    booth.later(4.9)
    assert booth.hand.state()["a"]["fader"]["position"] == 1.0
    booth.ask("hand_back")
    booth.later()
    assert booth.hand.status()["claims"] == 0
    assert booth.touches() == [("a.fader", "move"), ("b.low", "move"), ("a.fader", "release"), ("b.low", "release")]


def test_what_a_hand_holds_is_held_until_it_lets_go_or_goes(booth: Booth) -> None:
    assert booth.hand.status()["hold"] is False
    for let_go in (
        lambda: booth.ask("hold", on=False),
        lambda: booth.ask("hand_back"),
        lambda: booth.ask("goodbye"),
        lambda: booth.hand.left(1),
    ):
        booth.ask("hold")
        booth.hand.left(2)
        booth.ask("hand_back", deck="a")
        assert booth.hand.status()["hold"] is True
        let_go()
        assert booth.hand.status()["hold"] is False


def test_every_skip_is_counted(booth: Booth) -> None:
    booth.ask("skip")
    booth.ask("skip")
    assert booth.hand.state()["skips"] == 2


def test_a_nudge_that_was_let_go_of_is_given_back_once(booth: Booth) -> None:
    booth.ask("nudge", deck="a", bend=1)
    booth.later()
    booth.ask("nudge", deck="a", bend=0)
    booth.hand.left(1)
    booth.later()
    assert booth.touches() == [("a.nudge", "push"), ("a.nudge", "stop"), ("a.nudge", "release")]


def test_a_touch_waits_for_no_disk_and_is_written_when_there_is_one(booth: Booth) -> None:
    async def scenario() -> None:
        booth.parts.journal.free.clear()
        for number in range(5):
            booth.ask("touch", deck="a", control="fader", position=number / 5)
            booth.later()
        assert booth.hand.state()["a"]["fader"]["position"] == 0.8
        assert booth.logged() == []
        booth.parts.journal.free.set()
        await booth.parts.timeline.close()
        assert booth.logged() == [1, 2, 3, 4, 5]

    run(scenario)


def test_panic_waits_for_no_disk_and_what_waits_for_one_is_refused(booth: Booth) -> None:
    async def scenario() -> None:
        timeline = booth.parts.timeline
        booth.ask("touch", deck="a", control="fader", position=0.0)
        booth.later()
        booth.parts.journal.free.clear()
        clip = Clip(at=4 * RATE, length=RATE, lane=3, pcm="ident", map=plain_map(RATE, 7))
        planned = asyncio.ensure_future(timeline.splice(Splice(at=4 * RATE, clips=[clip], marks=[]), 100))
        for _ in range(3):  # turns of the event loop, until the disk has it
            await asyncio.sleep(0)
        answer = await booth.ask("panic")
        assert answer["frame"] < booth.parts.render.head + RATE // 4
        assert booth.changes == 1
        assert {clip.part for clip in timeline.programme.clips if clip.at >= answer["frame"]} == {"ident"}
        booth.parts.journal.free.set()
        with pytest.raises(ProgrammeError, match="a hand has changed what plays"):
            await planned
        booth.later()
        assert booth.hand.status() | {"panics": 1, "claims": 0} == booth.hand.status()
        await timeline.close()
        on_disk = booth.parts.on_disk()
        assert [clip.at for clip in on_disk if clip.lane == 3] == []
        assert on_disk[-1].at == answer["frame"]
        assert booth.logged() == [1, 2, 3, 4]

    run(scenario)


def test_it_tells_when_something_moved_and_is_still_otherwise(booth: Booth) -> None:
    async def scenario() -> None:
        running = asyncio.create_task(booth.hand.run())
        booth.ask("touch", control="crossfader", position=0.9)
        booth.later()
        await until(lambda: booth.told and booth.told[-1]["crossfader"]["position"] == 0.9)
        told = len(booth.told)
        booth.later(0.5)
        booth.ask("hold")
        await until(lambda: len(booth.told) > told)
        assert (len(booth.told), booth.told[-1]["hold"]) == (told + 1, True)
        running.cancel()

    run(scenario)
