"""Varispeed: the right pitch, little else, and nothing at all where the rate is 1."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from engine.mixing import offline
from engine.programme.clip import Clip
from engine.programme.programme import Programme
from tests.support.mixing import EDGE, RATE, Shelf, decibels, noise, sine

Map = tuple[tuple[int, float], ...]


def turned(shelf: Shelf, samples: NDArray[Any], path: Map, length: int) -> NDArray[np.float64]:
    clip = Clip(at=0, length=length, lane=0, pcm=shelf.store(samples), map=path)
    heard = offline.render(Programme(clips=[clip]), 0, length, RATE, master=False)
    return heard.astype(np.float64)


def residual(heard: NDArray[np.float64], hertz: float) -> float:
    """What a fitted sine of ``hertz`` leaves, in dB below it."""
    phase = 2 * np.pi * hertz * np.arange(len(heard)) / RATE
    basis = np.stack([np.sin(phase), np.cos(phase)], axis=1)
    fit = basis @ np.linalg.lstsq(basis, heard, rcond=None)[0]
    return decibels(float(np.sqrt(np.mean((heard - fit) ** 2) / np.mean(fit**2))))


@pytest.mark.parametrize("rate", [0.92, 0.97, 1.001, 1.03, 1.08])
@pytest.mark.parametrize("hertz", [100.0, 997.0, 8_000.0])
def test_a_tone_turns_into_the_tone_of_that_rate(shelf: Shelf, rate: float, hertz: float) -> None:
    heard = turned(shelf, sine(hertz, 2.0), ((0, 0.0), (RATE, RATE * rate)), RATE)
    assert residual(heard[EDGE:-EDGE, 0], hertz * rate) < -80


@pytest.mark.parametrize("rate", [0.97, 1.03])
def test_the_passband_is_flat(shelf: Shelf, rate: float) -> None:
    for hertz in (50.0, 5_000.0, 12_000.0, 15_000.0):
        heard = turned(shelf, sine(hertz, 2.0), ((0, 0.0), (RATE, RATE * rate)), RATE)[EDGE:-EDGE, 0]
        assert decibels(float(np.sqrt(2 * np.mean(heard**2))) / 0.25) == pytest.approx(0.0, abs=0.1)


def test_read_twice_as_fast_the_top_octave_does_not_fold_back(shelf: Shelf) -> None:
    heard = turned(shelf, sine(17_000.0, 2.0), ((0, 0.0), (RATE // 2, float(RATE))), RATE // 2)
    assert decibels(float(np.abs(heard[EDGE:-EDGE]).max()) / 0.25) < -60


def test_slope_one_from_a_whole_frame_is_a_copy(shelf: Shelf) -> None:
    played = noise(20_000)
    heard = turned(shelf, played, ((0, 5_000.0), (10_000, 15_000.0)), 10_000)
    assert np.array_equal(heard[EDGE:-EDGE], played[5_000 + EDGE : 15_000 - EDGE])


def test_slope_one_from_half_a_frame_is_a_delay_of_half_a_frame(shelf: Shelf) -> None:
    heard = turned(shelf, sine(1000.0), ((0, 0.5), (30_000, 30_000.5)), 30_000)[EDGE:-EDGE, 0]
    expected = 0.25 * np.sin(2 * np.pi * 1000.0 * (np.arange(30_000)[EDGE:-EDGE] + 0.5) / RATE)
    assert np.abs(heard - expected).max() < 1e-5


def test_a_glide_passes_its_bends_without_a_step(shelf: Shelf) -> None:
    path = ((0, 100.0), (10_000, 10_400.0), (20_000, 20_400.0), (30_000, 30_300.25), (40_000, 40_700.0))
    heard = turned(shelf, sine(200.0, 2.0), path, 40_000)[EDGE:-EDGE, 0]
    assert np.abs(np.diff(heard)).max() < 1.01 * 0.25 * 2 * np.pi * 200.0 * 1.04 / RATE


def test_backwards_is_the_mirror(shelf: Shelf) -> None:
    played = noise(12_000)
    heard = turned(shelf, played, ((0, 11_000.0), (10_000, 1_000.0)), 10_000)
    mirrored = turned(shelf, played[::-1], ((0, 999.0), (5_000, 5_999.0), (10_000, 10_999.0 + 1e-9)), 10_000)
    assert np.abs(heard[EDGE:5_000] - mirrored[EDGE:5_000]).max() < 0.35  # the sinc's band edge: noise reaches Nyquist
    assert np.corrcoef(heard[EDGE:5_000, 0], mirrored[EDGE:5_000, 0])[0, 1] > 0.97


def test_a_map_that_stands_still_holds_one_sample(shelf: Shelf) -> None:
    played = sine(100.0)
    heard = turned(shelf, played, ((0, 500.0), (2_000, 500.0)), 2_000)[EDGE:-EDGE, 0]
    assert heard == pytest.approx(played[500], abs=1e-5)
