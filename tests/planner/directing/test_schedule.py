"""At sample rate 1 a frame is a second: when a ballot closes, and when a track may be left."""

from planner.directing.entry import Entry
from planner.directing.schedule import Timing, schedule

TIMING = Timing(lead=30, ballot=20, tail=20, share=0.6)


def entry(at: int, source: int, length: int) -> Entry:
    return Entry(track="t", pcm="t.f32", lane=0, at=at, source=source, end=at + length)


def test_a_long_track_is_heard_for_its_share_and_the_ballot_closes_a_lead_before() -> None:
    found = schedule(entry(at=1000, source=0, length=300), now=1000, timing=TIMING)
    assert found.earliest == 180
    assert found.closes == 1000 + 180 - 30


def test_a_ballot_gets_its_time_where_the_share_is_over_already() -> None:
    found = schedule(entry(at=1000, source=0, length=300), now=1170, timing=TIMING)
    assert found.closes == 1190
    assert found.earliest == 220


def test_a_short_track_shortens_the_ballot_and_keeps_its_tail() -> None:
    found = schedule(entry(at=1000, source=0, length=60), now=1000, timing=TIMING)
    assert found.closes == 1010
    assert found.earliest == 40


def test_a_track_that_is_nearly_over_is_left_at_once() -> None:
    found = schedule(entry(at=1000, source=100, length=15), now=1010, timing=TIMING)
    assert found.closes == 1010
    assert found.earliest == 100
