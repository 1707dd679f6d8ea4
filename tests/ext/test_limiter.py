"""The limiter: below the ceiling nothing, above it no more than the ceiling, by FFmpeg's meter."""

import re
import shutil
import subprocess
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.signal import resample_poly

from engine.mixing.master import detector, mastered
from engine.units import to_amplitude
from ext.limiter import limit
from ext.renderer import MASTER_DELAY
from tests.support.mixing import EDGE, RATE, Shelf, decibels, noise, rms, sine

SECONDS = 3
TIME = np.arange(SECONDS * RATE) / RATE


def torture() -> dict[str, NDArray[Any]]:
    random = np.random.default_rng(3)
    frames = SECONDS * RATE
    return {
        "a quarter of the rate between its samples": 1.9 * np.sin(2 * np.pi * RATE / 4 * TIME + np.pi / 4),
        "white noise": random.standard_normal((frames, 2)) * 0.8,
        "random signs": np.sign(random.standard_normal(frames)) * 1.2,
        "a square": 1.5 * np.sign(np.sin(2 * np.pi * 997 * TIME)),
        "a bass": 1.8 * np.sin(2 * np.pi * 40 * TIME),
        "impulses": (np.arange(frames) % 1000 == 0) * 3.0,
        "random impulses": (random.random(frames) < 0.002) * random.standard_normal(frames) * 4,
        "gated sweep": 1.6 * np.sin(2 * np.pi * (5000 + 5000 * TIME) * TIME) * (np.sin(2 * np.pi * 7 * TIME) > 0),
        "almost Nyquist": 1.5 * np.sin(2 * np.pi * 21_000 * TIME),
    }


def true_peak(samples: NDArray[Any]) -> float:
    """dBTP as FFmpeg's EBU R128 meter reads it."""
    program = shutil.which("ffmpeg")
    if program is None:
        pytest.skip("NO FFMPEG: install it to check true peaks with a meter that is not ours")
    command = [program, "-hide_banner", "-nostats", "-f", "f32le", "-ar", str(RATE), "-ac", "2", "-i", "-"]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    done = subprocess.run(command, input=samples.astype(np.float32).tobytes(), capture_output=True, check=True)
    return float(re.findall(r"True peak:\s+Peak:\s+(\S+) dBFS", done.stderr.decode())[-1])


@pytest.mark.parametrize("name", list(torture()))
def test_no_true_peak_is_above_the_ceiling(shelf: Shelf, name: str) -> None:
    heard = shelf.played(torture()[name], master=True)
    assert -1.6 < true_peak(heard) <= -0.9


def test_what_stays_below_the_ceiling_passes_bit_for_bit(shelf: Shelf) -> None:
    played = noise(RATE, 0.15)
    oversampled = resample_poly(played.astype(np.float64), 8, 1, axis=0, window=("kaiser", 12.0))
    assert decibels(float(np.abs(oversampled).max())) < -1.5, "the signal of this test must stay below the ceiling"
    assert np.array_equal(shelf.played(played, master=True), shelf.played(played))


@pytest.mark.parametrize("frames", [0, 1, 127, 128, 129, 30_000])
def test_by_itself_it_makes_of_a_mix_what_the_mixer_makes(shelf: Shelf, frames: int) -> None:
    played = noise(frames + MASTER_DELAY, 0.6)
    dry, heard = shelf.played(played), shelf.played(played, master=True)
    assert np.array_equal(mastered(dry, RATE), heard[:frames])
    assert frames < 1000 or not np.array_equal(dry[:frames], heard[:frames])


def test_what_does_not_fit_is_refused() -> None:
    with pytest.raises(ValueError, match="equally long"):
        limit(noise(10), noise(11), taps=detector(), ceiling=1.0, release_share=0.1)
    with pytest.raises(ValueError, match="taps"):
        limit(noise(10), noise(10), taps=detector()[:3], ceiling=1.0, release_share=0.1)


def steepest(step: float) -> NDArray[np.float64]:
    """What goes furthest beyond its samples half way between two of them, at no more than ``step`` from one to the
    next; it comes from 0, and goes there, at that pace."""
    rest = detector()[3].astype(np.float64)
    rest[11:13] -= 0.5
    middle = np.cumsum(np.append(0.0, -step * np.sign(np.cumsum(rest)[:-1])))
    middle += 1.0 - middle.max()
    rise, fall = (np.arange(0.0, edge, step) for edge in (middle[0], middle[-1]))
    return np.concatenate([np.zeros(1_000), rise, middle, fall[::-1], np.zeros(1_000)])


def near_the_ceiling() -> dict[str, NDArray[np.float64]]:
    swell = np.minimum(1.0, np.minimum(np.arange(RATE), np.arange(RATE)[::-1]) / 2_000)
    tones = (40.0, 400.0, 3_000.0, 8_000.0, RATE / 4, 15_000.0, 20_000.0)
    sines = {f"{hertz:g} Hz": swell * np.sin(2 * np.pi * hertz * TIME[:RATE] + 0.3) for hertz in tones}
    return {
        **sines,
        "noise": swell * noise(RATE)[:, 0],
        **{f"steps of {one}": steepest(one) for one in (0.05, 0.3, 1.0)},
    }


@pytest.mark.parametrize("name", list(near_the_ceiling()))
def test_no_peak_between_samples_is_passed_over_and_none_is_made_up(shelf: Shelf, name: str) -> None:
    """Bounds spare the limiter most of its looks: at a hair above the ceiling it must have looked."""
    sound = near_the_ceiling()[name]
    sound *= to_amplitude(-1.0) / peak_between(sound)
    for factor, limited in ((1.0005, True), (0.9995, False)):
        played = (sound * factor).astype(np.float32)
        assert np.array_equal(shelf.played(played, master=True), shelf.played(played)) is not limited


def peak_between(samples: NDArray[np.float64]) -> float:
    """The true peak as the limiter's own taps read it."""
    between = [float(np.abs(np.correlate(samples, row)).max()) for row in detector().astype(np.float64)]
    return max(*between, float(np.abs(samples).max()))


def test_nothing_is_late(shelf: Shelf) -> None:
    """The look-ahead is compensated: frame n comes out as frame n, also while the limiter works."""
    played = noise(RATE, 0.5)
    heard, dry = shelf.played(played, master=True)[:, 0], shelf.played(played)[:, 0]
    correlation = [float(np.dot(heard[1000:40_000], dry[1000 + lag : 40_000 + lag])) for lag in range(-3, 4)]
    assert int(np.argmax(correlation)) == 3
    assert not np.array_equal(heard, dry)


def test_the_gain_moves_smoothly_around_a_peak_and_comes_back(shelf: Shelf) -> None:
    played = np.full(2 * RATE, 0.5)
    played[RATE // 2] = 2.0
    heard = shelf.played(played, master=True)[EDGE:-EDGE, 0].astype(np.float64) / 0.5
    peak = RATE // 2 - EDGE
    quiet = np.delete(heard, np.arange(peak - 16, peak + 17))
    assert heard.min() < 0.5, "the peak never pushed the gain down"
    assert np.abs(np.diff(quiet)).max() < 0.08
    assert heard[peak - 300] == 1.0
    assert heard[-1] == 1.0, "and exactly back"


def test_loud_music_keeps_its_level_up_to_the_ceiling(shelf: Shelf) -> None:
    tone = sine(1000.0, 2.0, 0.85)
    heard = shelf.played(tone, master=True)
    assert decibels(rms(heard) / rms(tone)) > -0.02


def test_a_hold_of_weeks_leaves_no_drift(shelf: Shelf) -> None:
    """The sums are integers: after ten thousand peaks the gain is 1 again, exactly."""
    played = noise(20 * RATE, 0.6)
    played[-4 * RATE :] = noise(4 * RATE, 0.05)
    heard = shelf.played(played, master=True)
    assert not np.array_equal(heard[:RATE], played[:RATE])
    assert np.array_equal(heard[-RATE:-EDGE], played[-RATE:-EDGE])
