"""Whatever begins when: what is done every so often comes at the same moments."""

from engine.rhythm import until_next


def test_who_asks_is_told_to_come_back_at_a_multiple_of_the_period() -> None:
    assert [until_next(2.0, now) for now in (0.0, 0.5, 1.5, 2.0)] == [2.0, 1.5, 0.5, 2.0]


def test_who_woke_a_little_early_does_not_come_twice() -> None:
    assert until_next(2.0, 3.875) == 2.125
