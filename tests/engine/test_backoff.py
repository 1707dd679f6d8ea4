"""Backoff as arithmetic."""

from engine.backoff import HEALTHY_AFTER, LONGEST_PAUSE, Backoff


def test_the_first_restart_is_at_once_then_the_pauses_double_up_to_a_bound() -> None:
    backoff = Backoff()
    pauses = [backoff.after(0.1) for _ in range(12)]
    assert pauses[:4] == [0.0, 0.25, 0.5, 1.0]
    assert pauses[-1] == LONGEST_PAUSE
    assert backoff.after(HEALTHY_AFTER) == 0.0
