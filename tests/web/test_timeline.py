"""What is on air when, who is tuned in, and where the head is: all by numbers passed in."""

import pytest

from engine.head import TRUSTED_SECONDS, Head
from engine.programme.programme import Mark
from web.timeline import KEPT_SECONDS, Timeline
from web.tuned import STALE_SECONDS, Stream, TunedIn

RATE = 1  # a frame is a second


def title(at: int, name: str) -> Mark:
    return Mark(at=at, kind="track", track=name, title=name, length=100)


def seam(at: int, length: int) -> Mark:
    return Mark(at=at, kind="transition", track="b", length=length)


def test_titles_by_frame() -> None:
    timeline = Timeline(sample_rate=RATE, marks=(title(10, "a"), seam(40, 20), title(50, "b"), title(90, "c")))
    shown = {frame: mark.track for frame in (0, 10, 49, 50, 89, 90, 500) if (mark := timeline.track_at(frame))}
    assert shown == {0: "a", 10: "a", 49: "a", 50: "b", 89: "b", 90: "c", 500: "c"}
    following = {frame: mark.track for frame in (0, 49, 50, 90) if (mark := timeline.track_after(frame))}
    assert following == {0: "b", 49: "b", 50: "c"}


def test_a_seam_stays_until_it_was_heard() -> None:
    timeline = Timeline(sample_rate=RATE, marks=(seam(40, 20), seam(100, 10)))
    assert [mark.at for frame in (0, 59, 60, 109) if (mark := timeline.seam_from(frame))] == [40, 40, 100, 100]
    assert timeline.seam_from(110) is None


def test_the_ident_is_heard_for_its_length_or_until_a_track_takes_over() -> None:
    ident = Mark(at=5, kind="ident", length=3)
    timeline = Timeline(sample_rate=RATE, marks=(ident,))
    assert [timeline.ident_at(frame) is not None for frame in (4, 5, 7, 8)] == [False, True, True, False]
    timeline = Timeline(sample_rate=RATE, marks=(title(1, "a"), ident, title(7, "b")))
    assert [timeline.ident_at(frame) is not None for frame in (4, 5, 6, 7)] == [False, True, True, False]


def test_what_the_engine_forgot_stays_for_late_listeners_and_not_for_ever() -> None:
    timeline = Timeline().follow([title(10, "a"), title(50, "b")], [], RATE, 60)
    timeline = timeline.follow([title(50, "b"), title(90, "c")], [], RATE, 95)
    assert [mark.track for mark in timeline.marks] == ["a", "b", "c"]
    late = round(KEPT_SECONDS) + 60
    timeline = timeline.follow([title(90, "c")], [], RATE, late)
    assert [mark.track for mark in timeline.marks] == ["c"]


def test_what_was_planned_anew_does_not_stay() -> None:
    timeline = Timeline().follow([title(10, "a"), title(50, "b")], [], RATE, 20)
    timeline = timeline.follow([title(10, "a"), title(60, "c")], [], RATE, 21)
    assert [mark.track for mark in timeline.marks] == ["a", "c"]


def test_a_connection_is_told_by_its_nonce_and_its_listener_by_the_key() -> None:
    tuned = TunedIn(RATE)
    streams = [Stream(key="k.1", start_frame=5, sent_frame=9, since=2.0), Stream(key="k", start_frame=1, since=1.0)]
    assert tuned.follow([*streams, Stream(key="")], 0.0) == {"k"}
    assert [(one.nonce, one.start_frame) for one in tuned.streams("k")] == [("", 1), ("1", 5)]
    assert (tuned.count, tuned.unique) == (3, 2)
    assert tuned.follow([*streams, Stream(key="")], 1.0) == set()
    assert tuned.follow([], 2.0) == {"k"}


def test_a_connection_without_sound_counts_and_is_not_heard() -> None:
    tuned = TunedIn(RATE)
    tuned.follow([Stream(key="k")], 0.0)
    assert tuned.tuned_in("k", 0.0, 15.0)
    assert tuned.heard("k", 0.0, 0.0) is None


def test_a_listener_hears_what_a_player_would_have_reached() -> None:
    tuned = TunedIn(RATE)
    tuned.follow([Stream(key="k", start_frame=100, sent_frame=130, since=1_000.0)], 0.0)
    assert [tuned.heard("k", 0.0, unix) for unix in (990.0, 1_000.0, 1_010.0, 1_900.0)] == [100, 100, 110, 130]


def test_what_the_page_says_is_believed_from_then_on() -> None:
    tuned = TunedIn(RATE)
    stream = Stream(key="k", start_frame=100, sent_frame=130, since=1_000.0)
    tuned.follow([stream], 0.0)
    tuned.told("k", 107, 5.0)
    assert [tuned.heard("k", time, 0.0) for time in (5.0, 8.0, 90.0)] == [107, 110, 130]
    tuned.follow([Stream(key="k", start_frame=200, sent_frame=230, since=1_100.0)], 9.0)
    assert tuned.heard("k", 9.0, 1_100.0) == 200  # another connection: what was said of the old one is over


def test_who_was_there_a_moment_ago_is_known_and_then_forgotten() -> None:
    tuned = TunedIn(RATE)
    tuned.follow([Stream(key="k", start_frame=1)], 10.0)
    tuned.follow([], 20.0)
    assert [tuned.tuned_in("k", time, 15.0) for time in (25.0, 25.1)] == [True, False]
    tuned.follow([], 20.0 + STALE_SECONDS)
    assert not tuned.tuned_in("k", 20.0 + STALE_SECONDS, 1e9)


def test_when_the_outputs_go_their_listeners_were_there_until_then() -> None:
    tuned = TunedIn(RATE)
    tuned.follow([Stream(key="k", start_frame=1)], 10.0)
    tuned.lost(100.0)
    assert tuned.count == 0
    assert [tuned.tuned_in("k", time, 15.0) for time in (115.0, 115.1)] == [True, False]


def test_the_head_moves_between_two_words_of_the_engine_and_not_for_ever() -> None:
    def said(head: Head, frame: int, time: float) -> Head:
        return head.follow({"frame": frame, "horizon": frame, "end": frame}, RATE, time, 1_000.0 + time)

    head = said(Head(), 50, 10.0)
    assert [head.at(time) for time in (9.0, 10.0, 12.0, 99.0)] == [50, 50, 52, 50 + round(TRUSTED_SECONDS)]
    assert head.advancing(12.0)
    stuck = said(said(head, 50, 11.0), 50, 13.0)
    assert not stuck.advancing(13.0)
    assert head.unix_of(45) == pytest.approx(1_005.0)


def test_who_comes_and_goes_is_told_one_by_one_and_how_far_by_turns() -> None:
    tuned = TunedIn(RATE)
    first = Stream(key="a", number=1, turn=0, start_frame=100, sent_frame=130, since=1_000.0)
    second = Stream(key="b", number=2, turn=1, start_frame=100, sent_frame=150, since=1_000.0)
    assert tuned.change([first, second], [], 0.0) == {"a", "b"}
    tuned.moved(3, [140, 140, None, None], [])
    assert (tuned.count, tuned.unique) == (3, 3)
    assert [tuned.heard(key, 0.0, 1_900.0) for key in "ab"] == [140, 150]  # who just came is further than their turn
    tuned.moved(3, [200, 210, 220, 220], [(2, 170)])
    assert [tuned.heard(key, 0.0, 1_900.0) for key in "ab"] == [200, 170]  # the socket of one is full
    assert tuned.change([], [1, 77], 5.0) == {"a"}
    assert tuned.heard("a", 5.0, 1_900.0) is None
    assert [tuned.tuned_in("a", time, 15.0) for time in (20.0, 20.1)] == [True, False]
    tuned.change([], [], 9_000.0)
    assert tuned.tuned_in("b", 9_000.0, 15.0)  # whoever stays is never forgotten
