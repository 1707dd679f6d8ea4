"""The pulses between the beats, and what they make a follower do."""

from itertools import pairwise

from engine.midi.clock.pulse import CLOCK, CONTINUE, START, STOP, Pulse, Transport
from engine.midi.clock.pulses import Pulses
from engine.programme.beats import Beats


def beats(start: int, step: int, count: int, number: int = 0, bar: int = 4) -> Beats:
    return Beats(frames=[start + step * index for index in range(count)], number=number, bar=bar)


def taken(pulses: Pulses, count: int) -> list[Pulse]:
    found = []
    for _ in range(count):
        pulse = pulses.next()
        assert pulse is not None
        pulses.take(pulse)
        found.append(pulse)
    return found


def heard(*runs: Beats, count: int) -> list[Pulse]:
    pulses = Pulses()
    pulses.follow(runs)
    return taken(pulses, count)


def test_there_are_twenty_four_to_a_beat_and_the_beats_themselves() -> None:
    found = heard(beats(1_000, 2_400, 5), count=97)
    assert [pulse.frame for pulse in found] == [1_000 + 100 * index for index in range(97)]
    assert [pulse.count for pulse in found if pulse.beat] == [0, 1, 2, 3, 4]
    assert [pulse.downbeat for pulse in found if pulse.beat] == [True, False, False, False, True]
    assert not any(pulse.broken for pulse in found)


def test_beats_of_a_drummer_are_followed_one_by_one() -> None:
    frames = [0, 2_405, 4_790, 7_201, 9_600]
    found = heard(Beats(frames=frames), count=4 * 24 + 1)
    assert [pulse.frame for pulse in found if pulse.beat] == frames
    steps = [after.frame - before.frame for before, after in pairwise(found)]
    assert max(steps) - min(steps) < 1.5


def test_the_next_track_goes_on_with_the_count_where_its_bars_do() -> None:
    found = heard(beats(0, 2_400, 8), beats(8 * 2_400 + 3, 2_400, 4, number=32), count=10 * 24)
    assert [pulse.count for pulse in found if pulse.beat] == list(range(10))
    assert not any(pulse.broken for pulse in found)


def test_a_track_that_comes_with_another_beat_of_the_bar_breaks_the_count() -> None:
    found = heard(beats(0, 2_400, 8), beats(8 * 2_400, 2_400, 4, number=33), count=10 * 24)
    assert [(pulse.count, pulse.broken) for pulse in found if pulse.beat][7:] == [(7, False), (33, True), (34, False)]


def test_between_tracks_that_do_not_meet_it_goes_on_as_fast_as_it_went() -> None:
    found = heard(beats(0, 2_400, 4), beats(10_050, 3_000, 4, number=5), count=6 * 24)
    frames = [pulse.frame for pulse in found]
    gaps = [after - before for before, after in pairwise(frames)]
    assert frames[72:100] == [7_200 + 100 * index for index in range(28)]
    assert 10_050.0 in frames
    assert 40 < min(gaps) <= max(gaps) <= 150
    assert next(pulse for pulse in found if pulse.frame == 10_050).broken
    assert gaps[-1] == 125


def test_where_no_beat_is_known_any_longer_it_goes_on() -> None:
    pulses = Pulses()
    pulses.follow([beats(0, 2_400, 4)])
    taken(pulses, 80)
    pulses.follow([])
    assert [pulse.frame for pulse in taken(pulses, 100)] == [100 * index for index in range(80, 180)]
    pulses.follow([beats(30_000, 2_400, 4)])
    after = [pulse for pulse in taken(pulses, 150) if pulse.beat]
    assert (after[0].frame, after[0].count, after[0].broken) == (30_000, 0, True)


def test_it_begins_where_the_sound_is_and_breaks_what_was_before() -> None:
    pulses = Pulses()
    pulses.follow([beats(0, 2_400, 100)])
    pulses.skip(50_010.0)
    found = taken(pulses, 30)
    assert [pulse.frame for pulse in found[:3]] == [50_100, 50_200, 50_300]
    first = next(pulse for pulse in found if pulse.beat)
    assert (first.frame, first.count, first.broken) == (50_400, 21, True)


def test_what_is_planned_anew_is_followed_from_the_pulse_that_was() -> None:
    pulses = Pulses()
    pulses.follow([beats(0, 2_400, 100)])
    taken(pulses, 40)
    pulses.follow([beats(0, 2_400, 2), beats(4_824, 2_424, 50, number=2)])
    gaps = [after.frame - before.frame for before, after in pairwise(taken(pulses, 100))]
    assert 99 < min(gaps) <= max(gaps) < 103


def test_without_a_beat_there_is_none() -> None:
    assert Pulses().next() is None


def told(transport: Transport, count: int, *, downbeat: bool = True, broken: bool = False) -> list[bytes]:
    pulse = Pulse(frame=0.0, interval=1.0, beat=True, count=count, downbeat=downbeat, broken=broken)
    return transport.before(pulse)


def test_who_follows_begins_with_a_bar_and_is_told_where() -> None:
    transport = Transport()
    assert told(transport, 33, downbeat=False) == []
    assert told(transport, 36) == [bytes((0xF2, 144 & 0x7F, 1)), CONTINUE]
    assert told(transport, 40) == []
    assert told(transport, 7, downbeat=False, broken=True) == [STOP]
    assert told(transport, 0) == [START]
    assert transport.leave() == [STOP]
    assert transport.leave() == []
    assert told(transport, 4_096 + 4) == [bytes((0xF2, 16, 0)), CONTINUE]  # 14 bits of sixteenths
    assert CLOCK == b"\xf8"
