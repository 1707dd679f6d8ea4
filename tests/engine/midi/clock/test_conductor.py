"""Who follows is told in time, whenever somebody looks."""

from itertools import pairwise
from random import Random

import pytest

from engine.midi.clock.conductor import Conductor
from engine.midi.clock.heard import Heard
from engine.midi.clock.pulse import CLOCK, CONTINUE, START, STOP
from engine.midi.clock.pulses import Pulses
from engine.programme.beats import Beats

RATE = 48_000
BEAT = 24_000  # 120 BPM
PULSE = BEAT // 24
SECOND = 1_000_000_000


class Follower:
    """Hears what is sent, with the time."""

    def __init__(self) -> None:
        self.now = 0
        self.heard: list[tuple[int, bytes]] = []

    def __call__(self, data: bytes) -> None:
        self.heard.append((self.now, data))

    def when(self, data: bytes) -> list[int]:
        return [now for now, one in self.heard if one == data]


def conductor(runs: list[Beats], delay: int = 0) -> Conductor:
    made = Conductor(Pulses(), Heard(RATE, epoch=5 * SECOND, delay=delay))
    made.pulses.follow(runs)
    return made


def run(made: Conductor, *followers: Follower, start: int, end: int, late: Random | None = None) -> None:
    """Call it whenever it asks for it, or a little later."""
    now = start
    while now < end:
        for follower in followers:
            follower.now = now
        now = max(now, made.step(now)) + (late.randrange(300_000) if late else 0)


def test_every_pulse_is_sent_when_its_frame_is_heard() -> None:
    made, follower = conductor([Beats(frames=[BEAT * index for index in range(9)])], delay=15_000_000), Follower()
    made.join("drums", follower)
    run(made, follower, start=4 * SECOND, end=8 * SECOND)
    begun = 5 * SECOND + 15_000_000
    assert follower.when(CLOCK) == [begun + round(index * SECOND / 48) for index in range(len(follower.when(CLOCK)))]
    assert follower.heard[0][1] == START
    assert begun - 11_000_000 < follower.heard[0][0] < begun
    assert made.late == 0


def test_who_is_called_late_is_not_later_with_the_next() -> None:
    made, follower = conductor([Beats(frames=[BEAT * index for index in range(900)])]), Follower()
    made.join("drums", follower)
    run(made, follower, start=5 * SECOND, end=305 * SECOND, late=Random(1))
    errors = [now - 5 * SECOND - index * SECOND / 48 for index, now in enumerate(follower.when(CLOCK))]
    assert len(errors) >= 299 * 48
    assert 0 <= min(errors) <= max(errors) <= 300_000
    assert max(errors) - 1 <= made.late <= 300_000


def test_who_comes_later_begins_with_the_next_bar() -> None:
    made, early, late = conductor([Beats(frames=[BEAT * index for index in range(100)])]), Follower(), Follower()
    made.join("early", early)
    run(made, early, start=5 * SECOND, end=round(8.2 * SECOND))
    made.join("late", late)
    run(made, early, late, start=round(8.2 * SECOND), end=12 * SECOND)
    told = [data for _, data in late.heard if data != CLOCK]
    assert told == [bytes((0xF2, 8 * 4, 0)), CONTINUE]
    assert abs(late.when(CONTINUE)[0] - (9 * SECOND - SECOND // 96)) < 1_000
    assert early.when(CONTINUE) == []
    made.leave("late")
    assert late.heard[-1][1] == STOP
    assert made.followers == ["early"]


def test_who_was_held_up_goes_on_where_the_sound_is() -> None:
    made, follower = conductor([Beats(frames=[BEAT * index for index in range(100)])]), Follower()
    made.join("drums", follower)
    run(made, follower, start=5 * SECOND, end=6 * SECOND)
    follower.heard.clear()
    run(made, follower, start=15 * SECOND + 1, end=18 * SECOND)
    pulses = follower.when(CLOCK)
    assert pulses[0] >= 15 * SECOND
    assert len(pulses) <= 3 * 48 + 1
    assert [data for _, data in follower.heard if data != CLOCK] == [STOP, bytes((0xF2, 24 * 4 & 0x7F, 0)), CONTINUE]


def test_a_delay_that_is_measured_anew_moves_no_pulse_much() -> None:
    made, follower = conductor([Beats(frames=[BEAT * index for index in range(100)])]), Follower()
    made.join("drums", follower)
    run(made, follower, start=5 * SECOND, end=7 * SECOND)
    assert made.heard is not None
    made.heard.wants(30_000_000)
    run(made, follower, start=7 * SECOND, end=15 * SECOND)
    pulses = follower.when(CLOCK)
    gaps = [after - before for before, after in pairwise(pulses)]
    assert max(gaps) < 1.011 * SECOND / 48
    beats = (pulses[-1] - 5 * SECOND - 30_000_000) * 48 / SECOND
    assert abs(beats - round(beats)) < 1e-6


def test_nobody_is_told_anything_until_it_is_known_when_frames_are_heard() -> None:
    made, follower = Conductor(Pulses()), Follower()
    made.pulses.follow([Beats(frames=[BEAT * index for index in range(100)])])
    made.join("drums", follower)
    run(made, follower, start=5 * SECOND, end=6 * SECOND)
    assert follower.heard == []
    made.hear(Heard(RATE, epoch=5 * SECOND), 6 * SECOND)
    run(made, follower, start=6 * SECOND, end=8 * SECOND)
    assert follower.when(CONTINUE) != []
    made.hear(Heard(RATE, epoch=7 * SECOND), 8 * SECOND)  # another engine's time
    follower.heard.clear()
    run(made, follower, start=8 * SECOND, end=11 * SECOND)
    assert [data for _, data in follower.heard if data != CLOCK] == [STOP, bytes((0xF2, 4 * 4, 0)), CONTINUE]
    assert len(follower.when(CLOCK)) == pytest.approx(3 * 48, abs=1)
