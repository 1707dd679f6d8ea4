"""The measures' parts against physics and other meters."""

import numpy as np
import pytest

from planner.transitions.measure.kweighting import momentary
from planner.transitions.measure.lag import likeness, peak
from planner.transitions.measure.onsets import onsets
from planner.transitions.measure.score import MARKS, score
from planner.transitions.transition import Measure
from tests.support.strokes import RATE, drums
from tests.support.tracks import made_track


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_a_full_scale_tone_of_1_khz_is_as_loud_as_the_standard_says(rate: int) -> None:
    t = np.arange(2 * rate) / rate
    left = np.stack([np.sin(2 * np.pi * 997.0 * t), np.zeros_like(t)], axis=1).astype(np.float32)
    assert momentary(left, rate)[5] == pytest.approx(-3.01, abs=0.05)  # EBU Tech 3341, case 1's definition


def test_silence_and_too_little_sound_have_no_loudness() -> None:
    assert np.all(momentary(np.zeros((RATE, 2), np.float32), RATE) == -70.0)
    assert momentary(np.zeros((100, 2), np.float32), RATE).size == 0


@pytest.mark.parametrize("late", [0, 40, 441, -1_000])
def test_a_lag_is_found_to_a_fraction_of_a_millisecond(late: int) -> None:
    sound = drums(made_track("a", bpm=125, seconds=9))
    one, other = (onsets(np.roll(sound, shift, axis=0), RATE) for shift in (0, late))
    reach = 60
    curve = likeness(one.rise[:, 500:5_500], other.rise[:, 500 - reach : 5_500 + reach], reach)
    place, alike = peak(curve, 0, curve.size)
    assert (place - reach) * one.hop == pytest.approx(late, abs=12)
    assert alike > 0.9


def test_a_fader_changes_no_onset_and_silence_has_none() -> None:
    sound = drums(made_track("a", bpm=125, seconds=4))
    fader = np.linspace(1.0, 0.2, len(sound), dtype=np.float32)[:, None]
    loud, soft = onsets(sound, RATE).rise, onsets(sound * fader, RATE).rise
    assert likeness(loud, soft, 0)[0] > 0.95
    assert np.max(onsets(sound * np.float32(1e-5), RATE).rise) < 0.1


def test_the_score_leaves_out_what_was_not_measured_and_one_fault_spoils_it() -> None:
    def measure(value: float, *, ok: bool = True, measurable: bool = True) -> Measure:
        return Measure(value=value, unit="", ok=ok, measurable=measurable)

    good = {name: measure(scale.good) for name, scale in MARKS.items()}
    assert score(good) == 1.0
    assert 0.98 < score({**good, "M2": measure(9.0, ok=False, measurable=False)}) < 1.0
    assert score({**good, "M3": measure(4.0, ok=False)}) < 0.6
    assert score({"M2": measure(0.0, measurable=False)}) == 0.0
    halves = [score({**good, "M1": measure(value, ok=value <= 5)}) for value in (5, 10, 20, 40, 80)]
    assert halves == sorted(halves, reverse=True) and halves[-1] < halves[0] - 0.4
