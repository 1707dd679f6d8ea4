"""How long it still takes: told by seconds of sound, and by how fast it went."""

from types import SimpleNamespace

import pytest

from planner.library.effort import Estimate, expected_seconds


def test_a_file_is_as_long_as_its_format_lets_expect() -> None:
    assert expected_seconds("/a.WAV", 176_400 * 60) == 60.0
    assert expected_seconds("/a.flac", 110_000 * 60) == 60.0
    assert expected_seconds("/a.mp3", 32_000 * 60) == 60.0


def test_what_is_left_takes_as_long_as_what_was_done() -> None:
    now = [100.0]
    estimate = Estimate(lambda: now[0])
    assert estimate.seconds_left(SimpleNamespace(covered=0.0, expected=1000.0)) is None
    now[0] += 10.0
    assert estimate.seconds_left(SimpleNamespace(covered=250.0, expected=1000.0)) == pytest.approx(30.0)
    now[0] += 20.0
    assert estimate.seconds_left(SimpleNamespace(covered=500.0, expected=1000.0)) == pytest.approx(30.0)
    assert estimate.seconds_left(SimpleNamespace(covered=1000.0, expected=1000.0)) == 0.0


def test_other_work_is_estimated_anew() -> None:
    now = [0.0]
    estimate = Estimate(lambda: now[0])
    estimate.seconds_left(SimpleNamespace(covered=900.0, expected=1000.0))
    now[0] = 3600.0
    assert estimate.seconds_left(SimpleNamespace(covered=0.0, expected=50.0)) is None
    now[0] += 1.0
    assert estimate.seconds_left(SimpleNamespace(covered=25.0, expected=50.0)) == pytest.approx(1.0)
