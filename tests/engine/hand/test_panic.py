"""Panic: out of anything, into the safety track, at its level and without a click."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from engine.hand.lengths import Lengths
from engine.hand.panic import Panic
from engine.ladder.ladder import Ladder, Reach, standing
from engine.mixing.mixer import Mixer
from engine.pcm import ident
from engine.pcm.safety import Safety
from engine.programme.beats import Beats
from engine.programme.clip import Clip, plain_map
from engine.programme.decks import DECKS, NOBODYS
from engine.programme.fades import fade
from engine.programme.overrides import Overrides
from engine.programme.programme import Programme, Splice
from engine.programme.touch import TICK, Touch
from ext.clock import SECOND
from tests.support.hands import move, overrides
from tests.support.mixers import blocks
from tests.support.mixing import RATE, Pcm, Shelf, click, sine
from tests.support.parts import Parts
from tests.support.scenario import run

AT = 64_000
QUICK = Lengths.at(RATE).quick
LADDER = Ladder(Reach(threshold=20 * RATE, fade=2 * RATE, join=RATE), len(ident.make(RATE)))


def tone(shelf: Shelf, name: str, hertz: float, seconds: float) -> str:
    wave = sine(hertz, seconds)
    return shelf.store(np.stack([wave, wave], axis=1), name)


def playing(shelf: Shelf) -> Programme:
    """Both decks, an echo, and a tail on a lane of nobody's."""
    lanes = (DECKS[0].first, DECKS[1].first, DECKS[0].echoes[0], NOBODYS[3])
    clips = [
        Clip(at=0, length=100_000, lane=lane, pcm=pcm, map=plain_map(100_000, 0), gain_db=-9.0)
        for lane in lanes
        for pcm in [tone(shelf, f"on-{lane}", 60.0 + lane / 2, 3)]
    ]
    clips[3] = fade(clips[3], 0, 90_000, out=True)
    return Programme(clips=clips)


def safety(shelf: Shelf) -> Safety:
    pcm = tone(shelf, "safety-1", 55.0, 20)
    return Safety(pcm=pcm, frames=20 * RATE, start=0, end=10 * RATE, track="safe")


def panicked(shelf: Shelf, touched: Overrides, held: Safety | None) -> tuple[Pcm, Mixer]:
    """What is heard around a panic at AT, a block of 220 frames behind the head, and who played it."""
    programme = playing(shelf)
    mixer = Mixer(RATE, master=False)
    mixer.follow(programme)
    mixer.override(touched)
    if held is not None:
        mixer.keep_at_hand(held.pcm, held.start)
    before = blocks(mixer, [AT - 220 - mixer.reach])
    panic = Panic(ladder=LADDER, safety=held, quick=QUICK, until=20 * RATE)
    change = panic.splice(programme, AT)
    programme.splice(change, AT)

    def answer() -> bool:
        mixer.take_commands()
        return bool(mixer.agreed)

    assert mixer.change(programme, AT, answer, panic.touches(AT))
    rest = np.empty((40_000, 2), np.float32)
    mixer.render(rest)  # as it is: nothing is loaded
    assert mixer.late == 0
    assert standing(programme, AT + QUICK) == ("safety" if held else "ident")
    return np.concatenate([before, rest]), mixer


EVERYTHING = overrides(
    move(0, "fader", 0.0), move(0, "fader", 1.0, deck="b"), move(0, "low", 6.0), move(0, "filter", 1.0, deck="b"),
    move(0, "cross", 0.3), move(0, "play", 0.0, deck="b"), move(0, "stem1", 0.5),
    Touch(frame=0, doing="push", control="nudge", value=2_048.0, rate=0.02, glide=480),
)  # fmt: skip


@pytest.mark.parametrize("touched", [Overrides(), EVERYTHING], ids=["untouched", "touched"])
def test_the_safety_track_is_there_at_its_level_within_four_milliseconds(shelf: Shelf, touched: Overrides) -> None:
    held = safety(shelf)
    heard, mixer = panicked(shelf, touched, held)
    played = np.fromfile(held.pcm, np.float32).reshape(-1, 2)
    behind = heard[AT + QUICK :]
    assert QUICK / RATE < 0.004
    assert np.array_equal(behind, played[QUICK : QUICK + len(behind)])
    assert not any(weight[2] for deck in mixer.renderer.claims for _, weight in deck)


@pytest.mark.parametrize("touched", [Overrides(), EVERYTHING], ids=["untouched", "touched"])
def test_it_is_no_click(shelf: Shelf, touched: Overrides) -> None:
    heard, _ = panicked(shelf, touched, safety(shelf))
    assert click(heard[AT - 20_000 : AT + 20_000]) < -60.0
    cut = np.concatenate([heard[: AT + 100], heard[AT + 300 :]])
    assert click(cut[AT - 20_000 : AT + 20_000]) > -50.0, "the measure hears a click"


def test_what_is_heard_is_what_is_rendered_offline(shelf: Shelf) -> None:
    held = safety(shelf)
    heard, _ = panicked(shelf, EVERYTHING, held)
    panic = Panic(ladder=LADDER, safety=held, quick=QUICK, until=20 * RATE)
    programme = playing(shelf)
    programme.splice(panic.splice(programme, AT), AT)
    again = EVERYTHING.copy()
    for touch in panic.touches(AT):
        again.add(replace(touch, number=again.number + 1))
    mixer = Mixer(RATE, master=False)
    mixer.follow(programme)
    mixer.override(again)
    assert np.array_equal(blocks(mixer, [77] * (len(heard) // 77)), heard[: len(heard) // 77 * 77])


def test_who_keeps_time_goes_on_with_the_safety_track(shelf: Shelf) -> None:
    held = replace(safety(shelf), beats=list(range(0, 10 * RATE, RATE // 2)))
    programme = playing(shelf)
    programme.beats = [Beats(frames=[0, 30_000, 60_000, 90_000])]
    change = Panic(ladder=LADDER, safety=held, quick=QUICK, until=20 * RATE).splice(programme, AT)
    programme.splice(change, AT)
    assert programme.beats[0].frames == [0, 30_000, 60_000]
    assert programme.beats[1].frames[:3] == [AT, AT + RATE // 2, AT + RATE]


def test_without_a_safety_track_it_is_the_ident(shelf: Shelf) -> None:
    heard, _ = panicked(shelf, EVERYTHING, None)
    jingle = ident.make(RATE)
    place = (AT + QUICK) % len(jingle)
    behind = heard[AT + QUICK :][:20_000]
    assert np.array_equal(behind, np.resize(np.roll(jingle, -place, axis=0), (20_000, 2)))


def test_panic_in_panic_begins_again_on_lanes_that_are_nobodys(shelf: Shelf) -> None:
    programme = playing(shelf)
    panic = Panic(ladder=LADDER, safety=safety(shelf), quick=QUICK, until=60 * RATE)
    for at in (AT, AT + 100 * TICK, AT + 102 * TICK, AT + 9 * RATE // TICK * TICK):
        change = panic.splice(programme, at)
        programme.splice(change, at)
        assert change.author == "hand"
        assert {clip.lane for clip in programme.sounding(at + QUICK, at + 30 * RATE)} <= {*NOBODYS}
        assert programme.end >= 60 * RATE


@pytest.mark.parametrize("moment", [0.0, 0.0029, 0.0031, 0.0049])
def test_with_blocks_of_five_milliseconds_it_is_at_its_level_within_twenty(tmp_path: Path, moment: float) -> None:
    """Whenever in a block it is asked for, and two milliseconds later on its way to the audio side."""
    parts = Parts(tmp_path, RATE, 220)
    parts.until(SECOND)
    now = parts.clock.due(parts.render.head) - round((220 / RATE - moment) * SECOND)
    frames: list[int] = []

    def splice(_programme: Programme, at: int) -> Splice:
        frames.append(at)
        parts.until(now + SECOND // 500)
        return Splice(at=at, clips=[], marks=[], author="hand")

    async def scenario() -> None:
        await parts.timeline.overtake(splice, lambda _at: [], lambda: now)
        await parts.timeline.close()

    run(scenario)
    assert len(frames) == 1
    assert frames[0] + QUICK - parts.clock.frame(now) <= 0.02 * RATE
