"""The channel strip's physics: fader law, EQ, filters, and that none of them clicks."""

import numpy as np
import pytest

from tests.support.mixing import EDGE, RATE, Shelf, click, decibels, gain, noise, points, rms, settled, sine

TONES = (60.0, 1000.0, 10_000.0)


def test_neutral_parameters_return_the_input_bit_for_bit(shelf: Shelf) -> None:
    played = noise(20_000)
    neutral = {name: points((0, 0.0)) for name in ("low", "mid", "high", "highpass", "lowpass")}
    heard = shelf.played(played, {**neutral, "fader": points((0, 1.0))})
    assert np.array_equal(heard[EDGE:-EDGE], played[EDGE:-EDGE])


def test_gain_is_a_factor(shelf: Shelf) -> None:
    played = noise(5_000)
    heard = shelf.played(played, gain_db=-6.0)
    expected = played.astype(np.float64) * 10 ** (-6.0 / 20)
    assert np.allclose(heard[EDGE:-EDGE], expected[EDGE:-EDGE], rtol=2e-7)


@pytest.mark.parametrize(("position", "level"), [(1.0, 0.0), (0.5, -3.0103), (0.25, -8.343), (0.1, -16.11)])
def test_the_fader_has_the_sine_law(shelf: Shelf, position: float, level: float) -> None:
    tone = sine(1000.0)
    assert gain(shelf.played(tone, {"fader": points((0, position))}), tone) == pytest.approx(level, abs=0.01)


def test_a_fader_at_zero_is_silence(shelf: Shelf) -> None:
    assert not shelf.played(noise(4_000), {"fader": points((0, 0.0))}).any()


def test_two_faders_that_cross_keep_the_power(shelf: Shelf) -> None:
    left, right = noise(RATE * 2, seed=1), noise(RATE * 2, seed=2)
    down = shelf.played(left, {"fader": points((0, 1.0), (RATE * 2, 0.0))})
    up = shelf.played(right, {"fader": points((0, 0.0), (RATE * 2, 1.0))})
    for start in range(EDGE, RATE * 2 - 8000, 8000):
        part = slice(start, start + 8000)
        assert decibels(rms(down[part] + up[part]) / rms(left[part])) == pytest.approx(0.0, abs=0.25)


@pytest.mark.parametrize("setting", [-60.0, -40.0, -12.0, 6.0])
@pytest.mark.parametrize(("band", "tone"), [("low", 60.0), ("high", 10_000.0)])
def test_a_shelf_moves_its_band_and_leaves_the_others(shelf: Shelf, band: str, tone: float, setting: float) -> None:
    for hertz in TONES:
        played = sine(hertz)
        moved = gain(shelf.played(played, {band: points((0, setting))}), played)
        if hertz == tone:
            assert moved == pytest.approx(setting, abs=0.06 * abs(setting))
        elif abs(np.log10(hertz / tone)) > 1.5:
            assert moved == pytest.approx(0.0, abs=0.01)
        else:
            assert abs(moved) < 0.035 * abs(setting)


@pytest.mark.parametrize("setting", [-24.0, -6.0, 6.0])
def test_the_bell_moves_the_mids(shelf: Shelf, setting: float) -> None:
    middle = sine(1000.0)
    assert gain(shelf.played(middle, {"mid": points((0, setting))}), middle) == pytest.approx(setting, abs=0.05)
    for hertz in (40.0, 15_000.0):
        assert abs(gain(shelf.played(sine(hertz), {"mid": points((0, setting))}), sine(hertz))) < 0.6


def test_a_killed_bass_is_gone_where_kicks_are(shelf: Shelf) -> None:
    for hertz, most in ((30.0, -39.0), (60.0, -38.0), (100.0, -32.0), (150.0, -24.0)):
        played = sine(hertz)
        assert gain(shelf.played(played, {"low": points((0, -40.0))}), played) < most


def test_neither_kill_leaves_a_bump(shelf: Shelf) -> None:
    """A causal split into bands and their sum would: up to +5 dB at 80 to 200 Hz."""
    for hertz in (80.0, 120.0, 200.0, 300.0, 500.0, 2000.0, 4000.0):
        played = sine(hertz)
        killed = shelf.played(played, {"low": points((0, -40.0)), "high": points((0, -40.0))})
        assert gain(killed, played) < 0.02


@pytest.mark.parametrize("filtered", ["highpass", "lowpass"])
def test_the_filters_fall_24_db_an_octave(shelf: Shelf, filtered: str) -> None:
    corner = 1000.0
    step = 0.5 if filtered == "highpass" else 2.0
    levels = []
    for octave in range(4):
        played = sine(corner * step**octave)
        levels.append(gain(shelf.played(played, {filtered: points((0, corner))}), played))
    assert levels[0] == pytest.approx(-3.01, abs=0.1)
    assert levels[1] == pytest.approx(-24.1, abs=1.5)
    assert levels[2] - levels[1] == pytest.approx(-24.1, abs=3.0)
    passed = sine(corner / step**3)
    assert gain(shelf.played(passed, {filtered: points((0, corner))}), passed) == pytest.approx(0.0, abs=0.05)


def test_a_filter_moves_linearly_in_octaves(shelf: Shelf) -> None:
    """Half of the way from 100 to 10,000 Hz it is at 1,000 Hz, and a tone there is 3 dB down."""
    frames = 40 * RATE
    tone = sine(1000.0, 40.0)
    heard = shelf.played(tone, {"highpass": points((0, 100.0), (frames, 10_000.0))})
    here = slice(frames // 2 - 2000, frames // 2 + 2000)
    assert decibels(rms(heard[here]) / rms(tone[here])) == pytest.approx(-3.01, abs=0.2)


@pytest.mark.parametrize("filtered", ["highpass", "lowpass"])
@pytest.mark.parametrize("corner", [300.0, 3_000.0])
def test_a_filter_comes_and_goes_without_a_click(shelf: Shelf, filtered: str, corner: float) -> None:
    tone = sine(100.0, 2.0)
    heard = shelf.played(tone, {filtered: points((0, 0.0), (20_001, corner), (50_001, 0.0))})
    assert not np.array_equal(heard[30_000:40_000, 0], tone[30_000:40_000].astype(np.float32)), "it was never heard"
    assert click(np.where(np.arange(len(tone)) < 20_111, tone, 0.0)) > -30, "the measure hears a click"
    assert click(heard) < -85


def test_a_filter_that_is_off_again_changes_nothing(shelf: Shelf) -> None:
    played = noise(40_000)
    heard = shelf.played(played, {"lowpass": points((0, 500.0), (10_000, 0.0))})
    assert not np.array_equal(heard[5_000:10_000], played[5_000:10_000])
    assert np.array_equal(heard[10_600:-EDGE], played[10_600:-EDGE])


@pytest.mark.parametrize("band", ["low", "mid", "high"])
def test_an_eq_that_is_thrown_in_20_ms_does_not_click(shelf: Shelf, band: str) -> None:
    tone = sine(50.0, 2.0)
    heard = shelf.played(tone, {band: points((0, 0.0), (30_000, 0.0), (30_882, -40.0))})
    assert click(heard) < -80


def test_a_fader_moves_in_a_line_not_in_stairs(shelf: Shelf) -> None:
    heard = shelf.played(np.full(20_000, 0.5), {"fader": points((0, 1.0), (20_000, 0.0))})[EDGE:-EDGE, 0]
    assert np.abs(np.diff(heard)).max() < 1.01 * 0.5 * np.pi / 2 / 20_000


def test_the_level_is_a_second_fader_behind_the_first(shelf: Shelf) -> None:
    tone = sine(500.0)
    both = gain(shelf.played(tone, {"fader": points((0, 0.5)), "level": points((0, 1 / 3))}), tone)
    assert both == pytest.approx(decibels(np.sin(np.pi / 4) * 0.5), abs=0.01)


@pytest.mark.parametrize("moved", [{"low": -40.0}, {"mid": -24.0}, {"high": 6.0}])
def test_an_eq_moves_in_a_line_not_in_stairs(shelf: Shelf, moved: dict[str, float]) -> None:
    """Steps of the control grid would be heard as a tone at 1378 Hz and its multiples."""
    tone = sine(50.0, 2.0)
    heard = shelf.played(tone, {band: points((0, 0.0), (RATE, value)) for band, value in moved.items()})
    assert click(heard) < -110


def test_parameters_that_jump_all_the_time_stay_bounded(shelf: Shelf) -> None:
    random = np.random.default_rng(5)
    frames = range(0, 60_000, 97)
    jumpy = {
        "highpass": points(*((frame, float(random.uniform(10, 20_000))) for frame in frames)),
        "lowpass": points(*((frame, float(random.uniform(10, 20_000))) for frame in frames)),
        "low": points(*((frame, float(random.uniform(-80, 6))) for frame in frames)),
        "mid": points(*((frame, float(random.uniform(-80, 6))) for frame in frames)),
        "high": points(*((frame, float(random.uniform(-80, 6))) for frame in frames)),
    }
    heard = shelf.played(noise(60_000), jumpy)
    assert np.isfinite(heard).all()
    assert np.abs(heard).max() < 8.0


def test_filters_end_in_silence_not_in_denormals(shelf: Shelf) -> None:
    played = np.zeros((200_000, 2), np.float32)
    played[:1000] = noise(1000)
    heard = shelf.played(played, {"low": points((0, -20.0)), "highpass": points((0, 400.0))})
    assert not settled(heard).any()
