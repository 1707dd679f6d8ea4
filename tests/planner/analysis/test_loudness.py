"""Loudness against the known values of EBU Tech 3341 and 3342."""

import numpy as np
import pytest

from planner.analysis.loudness import LoudnessMeter
from planner.catalogue.analysis import Loudness
from tests.planner.analysis.pieces import RATE


def sine(decibels: float, seconds: float, hertz: float = 1000.0, phase: float = 0.0) -> np.ndarray:
    wave = 10 ** (decibels / 20) * np.sin(2 * np.pi * hertz * np.arange(round(seconds * RATE)) / RATE + phase)
    return np.stack([wave, wave], axis=1).astype(np.float32)


def measure(sound: np.ndarray, block: int = 50000) -> Loudness:
    meter = LoudnessMeter()
    for start in range(0, len(sound), block):
        meter.push(sound[start : start + block])
    return meter.finish()


def test_case_1_of_tech_3341() -> None:
    assert measure(sine(-23, 20)).integrated_lufs == pytest.approx(-23.0, abs=0.1)


def test_case_3_of_tech_3341_gates_the_quiet_ends() -> None:
    sound = np.concatenate((sine(-36, 10), sine(-23, 60), sine(-36, 10)))
    assert measure(sound).integrated_lufs == pytest.approx(-23.0, abs=0.1)


def test_case_1_of_tech_3342_ranges_over_ten_units() -> None:
    assert measure(np.concatenate((sine(-20, 20), sine(-30, 20)))).range_lu == pytest.approx(10, abs=1)


def test_the_true_peak_lies_between_the_samples() -> None:
    """A quarter of the sample rate at 45°: every sample is 3 dB under the wave's own peak."""
    sound = sine(-6.0, 5, RATE / 4, np.pi / 4) * np.linspace(0, 1, 5 * RATE, dtype=np.float32)[:, None] ** 0.1
    assert 20 * np.log10(np.abs(sound).max()) == pytest.approx(-9.0, abs=0.1)
    assert measure(sound).true_peak_dbtp == pytest.approx(-6.0, abs=0.3)


def test_silence_is_seventy_below() -> None:
    assert measure(np.zeros((5 * RATE, 2), np.float32)).integrated_lufs == -70.0


@pytest.mark.parametrize("block", [997, 44100])
def test_blocks_do_not_matter(block: int) -> None:
    sound = sine(-18, 8)
    assert measure(sound, block) == measure(sound, len(sound))
