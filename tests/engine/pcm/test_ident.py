"""The ident: at the station's loudness, without a seam, never quiet, the same every time."""

import re
import shutil
import subprocess

import numpy as np
import pytest

from engine.pcm import ident
from tests.support.mixing import decibels, rms


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_it_has_the_stations_loudness_by_ffmpegs_meter(rate: int) -> None:
    program = shutil.which("ffmpeg")
    if program is None:
        pytest.skip("NO FFMPEG: install it to check loudness with a meter that is not ours")
    command = [program, "-hide_banner", "-nostats", "-f", "f32le", "-ar", str(rate), "-ac", "2", "-i", "-"]
    command += ["-af", "ebur128=peak=true", "-f", "null", "-"]
    loop = np.tile(ident.make(rate), (3, 1)).tobytes()
    told = subprocess.run(command, input=loop, capture_output=True, check=True).stderr.decode()
    assert float(re.findall(r"I:\s+(\S+) LUFS", told)[-1]) == pytest.approx(ident.LUFS, abs=0.3)
    assert float(re.findall(r"Peak:\s+(\S+) dBFS", told)[-1]) < -3.0


def test_loudness_of_the_recommendations_own_tone() -> None:
    """BS.1770-5: a 997 Hz sine at 0 dBFS in one channel is -3.01 LUFS."""
    tone = np.zeros((48_000, 2))
    tone[:, 0] = np.sin(2 * np.pi * 997 * np.arange(48_000) / 48_000)
    assert ident.loudness(tone, 48_000) == pytest.approx(-3.01, abs=0.02)
    assert ident.loudness(tone * 0.1, 48_000) == pytest.approx(-23.01, abs=0.02)


def test_it_goes_round_without_a_seam() -> None:
    loop = ident.make(44_100).astype(np.float64)
    steps = np.abs(np.diff(np.concatenate([loop, loop[:1]]), axis=0)).max(axis=1)
    bends = np.abs(np.diff(np.concatenate([loop, loop[:2]]), 2, axis=0)).max(axis=1)
    assert steps[-1] < np.quantile(steps, 0.99)
    assert bends[-2:].max() < np.quantile(bends, 0.99)


def test_it_is_never_quiet_and_has_no_offset() -> None:
    loop = ident.make(44_100)
    windows = loop[: len(loop) // 1764 * 1764].reshape(-1, 1764, 2)
    assert min(decibels(rms(window)) for window in windows) > -30
    assert np.abs(loop.mean(axis=0)).max() < 1e-3
    assert rms(loop[:, 0] - loop[:, 1]) > 0.01, "it is stereo"


def test_it_is_the_same_every_time_and_cannot_be_changed() -> None:
    loop = ident.make(44_100)
    ident.make.cache_clear()
    assert np.array_equal(ident.make(44_100), loop)
    with pytest.raises(ValueError, match="read-only"):
        loop[0] = 1.0
