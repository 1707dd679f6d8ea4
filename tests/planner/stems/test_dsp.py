"""The splitter without weights, on sounds whose parts are known."""

import numpy as np
import pytest

from planner.stems.dsp.splitter import DspSplitter
from planner.stems.stems import STEMS, Pcm

RATE, SECONDS = 44_100, 8
TIMES = np.arange(RATE * SECONDS) / RATE


def strokes() -> Pcm:
    """Noise bursts twice a second."""
    noise = np.random.default_rng(1).normal(size=(len(TIMES), 1))
    return np.repeat(0.5 * noise * np.exp(-40 * (TIMES % 0.5))[:, None], 2, axis=1).astype(np.float32)


def held(*hertz: float, left: float = 1.0, right: float = 1.0) -> Pcm:
    wave = sum(np.sin(2 * np.pi * one * TIMES) for one in hertz) * 0.2
    return np.stack([left * wave, right * wave], axis=1).astype(np.float32)


def decibels(sound: Pcm) -> float:
    return float(10 * np.log10(np.mean(sound**2) + 1e-20))


@pytest.fixture(scope="module")
def parts() -> dict[str, Pcm]:
    chord = held(440.0, 554.4, left=1.0, right=0.0) + held(659.3, 880.0, left=0.0, right=1.0)
    return {"drums": strokes(), "bass": held(55.0, 110.0), "other": chord}


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_stems_add_up_to_what_was_split(parts: dict[str, Pcm], rate: int) -> None:
    sound = sum(parts.values())[: 3 * RATE]
    stems = DspSplitter().split([sound], rate)[0]
    assert np.abs(sum(stems[name] for name in STEMS) - sound).max() < 1e-6


def test_each_part_is_found_in_its_stem(parts: dict[str, Pcm]) -> None:
    stems = DspSplitter().split([sum(parts.values())], RATE)[0]
    for name, part in parts.items():
        away = decibels(stems[name] - part) - decibels(part)
        assert away < -8, f"{name} is {-away:.1f} dB right"


def test_where_no_voice_is_heard_there_are_no_vocals(parts: dict[str, Pcm]) -> None:
    stems = DspSplitter().split([sum(parts.values())], RATE)[0]
    assert decibels(stems.vocals) < decibels(sum(parts.values())) - 30


def test_a_window_s_stems_are_its_own(parts: dict[str, Pcm]) -> None:
    """Whatever is split beside it."""
    one, other = parts["drums"][:RATE], parts["other"][: 2 * RATE]
    alone = DspSplitter().split([one], RATE)[0]
    beside = DspSplitter().split([other, one], RATE)[1]
    assert all(np.array_equal(alone[name], beside[name]) for name in STEMS)


@pytest.mark.parametrize("frames", [0, 1, 500, 4_095])
def test_a_window_shorter_than_a_frame(frames: int) -> None:
    sound = np.random.default_rng(0).normal(size=(frames, 2)).astype(np.float32)
    stems = DspSplitter().split([sound], RATE)[0]
    assert all(stems[name].shape == sound.shape for name in STEMS)
    assert np.allclose(sum(stems[name] for name in STEMS), sound, atol=1e-6)
