"""Pacing, at a sample rate of 1: a frame is a second."""

from ext.clock import SECOND, Clock


def test_deadlines_are_absolute_for_ever() -> None:
    clock = Clock(44_100, epoch=7)
    month = 30 * 24 * 3_600
    assert clock.due(month * 44_100) == 7 + month * SECOND
    assert clock.frame(clock.due(123_456_789)) in (123_456_788, 123_456_789)


def test_what_is_due_is_not_waited_for() -> None:
    clock = Clock(1, epoch=100 * SECOND)
    assert clock.wait(5, 103 * SECOND) == 2 * SECOND
    assert clock.wait(5, 105 * SECOND) == 0
    assert clock.wait(5, 150 * SECOND) == 0  # late: rendered at once, which is how it catches up


def test_a_block_is_late_once_its_end_has_passed() -> None:
    clock = Clock(1, epoch=0)
    clock.count(10, 10 * SECOND)
    assert clock.late_blocks == 0
    clock.count(10, 10 * SECOND + 1)
    assert clock.late_blocks == 1


def test_on_a_start_blocks_are_late_only_once_the_clock_was_caught_up_with() -> None:
    clock = Clock(1, epoch=-6 * SECOND, set_at=1)
    for frame in (1, 6, 7):
        clock.count(frame, 2 * SECOND)  # the lead is being rendered: nobody can have heard that it was not there
    assert clock.late_blocks == 0
    clock.count(8, 2 * SECOND)
    clock.count(9, 4 * SECOND)
    assert clock.late_blocks == 1


def test_a_start_that_never_catches_up_is_late_in_the_end() -> None:
    clock = Clock(1, epoch=-6 * SECOND, set_at=1)
    for frame in range(20):
        clock.count(frame, 20 * SECOND)
    assert clock.late_blocks == 8  # what was due from the sixth second on


def test_beyond_the_bound_the_clock_is_set_anew() -> None:
    clock = Clock(1, epoch=0, bound=60 * SECOND)
    assert clock.keep_bound(100, 160 * SECOND) == 0
    assert clock.keep_bound(100, 161 * SECOND) == 61
    assert clock.anchored == 1
    assert clock.wait(100, 161 * SECOND) == 0
    assert clock.wait(101, 161 * SECOND) == SECOND


def test_a_clock_set_anew_leaves_the_lead_to_be_rendered_at_once() -> None:
    clock = Clock(1, epoch=0, bound=60 * SECOND, lead=6 * SECOND)
    assert clock.keep_bound(100, 200 * SECOND) == 94
    assert [clock.wait(frame, 200 * SECOND) for frame in (106, 107)] == [0, SECOND]


def test_ahead_of_its_time_a_block_is_waited_for_less() -> None:
    clock = Clock(1, epoch=0)
    clock.ahead = 4
    assert [clock.wait(frame, 0) for frame in (3, 4, 6)] == [0, 0, 2 * SECOND]
