"""Voices: partials that glide are told from those that stand still, and a voice from instruments."""

import numpy as np
import pytest

from planner.analysis.glides import BANDS, FPS, MELS, Glides
from planner.analysis.vocals import find_vocals, spans, voice_features
from stations.demo.singer import Singer, sing
from stations.demo.sound import Tone
from tests.planner.analysis.pieces import RATE, house

CENTS = 20  # a step


def heard(mono: np.ndarray, block: int = 1 << 17) -> np.ndarray:
    glides = Glides()
    for start in range(0, len(mono), block):
        glides.push(mono[start : start + block].astype(np.float32))
    return glides.finish().astype(np.float32)


def harmonics(cents_a_second: float, seconds: float = 3.0) -> np.ndarray:
    """Ten partials on 200 Hz that glide evenly."""
    time = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * 200 * np.cumsum(2 ** (cents_a_second * time / 1200)) / RATE
    return np.asarray(sum(np.sin(k * phase) / k for k in range(1, 11)) * 0.1)


@pytest.mark.parametrize("steps", [-2, 0, 1, 3])
def test_a_glide_is_a_shift_in_every_band(steps: int) -> None:
    found = heard(harmonics(steps * CENTS * FPS, 1.0 if steps else 3.0))[8:-8]
    shift, alike = found[:, MELS : MELS + BANDS], found[:, MELS + BANDS :]
    middle = slice(2, 6)  # the bands in which the partials stay
    assert np.median(shift[:, middle]) == steps
    assert np.median(alike[:, middle]) > 0.8


def test_what_is_heard_does_not_depend_on_blocks() -> None:
    sound = house(bars=4).mean(axis=1)
    np.testing.assert_allclose(heard(sound, 999), heard(sound), atol=4.0)  # a tie between shifts may fall either way
    assert np.mean(heard(sound, 999) != heard(sound)) < 0.01


def test_features_are_of_the_second_around() -> None:
    """A steady tone glides nowhere; its halves differ only where the second reaches into both."""
    still, gliding = (voice_features(heard(harmonics(speed)))[2:-2] for speed in (0.0, 2 * CENTS * FPS / 4))
    share = slice(28, 28 + BANDS)  # of frames in which partials move
    assert still[:, share].mean() < 0.05
    assert gliding[:, share][:, 2:6].mean() > still[:, share][:, 2:6].mean() + 0.2


def test_instruments_are_no_voice() -> None:
    assert find_vocals(heard(house(bars=16).mean(axis=1))) == []
    assert find_vocals(heard(np.zeros(10 * RATE))) == []
    assert find_vocals(heard(np.zeros(10))) == []


def test_a_singer_in_front_of_a_band_is_heard_while_singing() -> None:
    """The demo's singer for ten seconds, as loud as the band around."""
    band = house(bars=16).mean(axis=1)
    notes = [Tone(midi=midi, held=RATE // 2) for midi in (60, 62, 64, 62, 60, 57, 60, 64, 67, 64) * 2]
    voice = np.concatenate([sing(Singer("x"), note, "la").mean(axis=0)[: RATE // 2] for note in notes])
    start = 10 * RATE
    band[start : start + len(voice)] += voice * (band.std() / voice.std())
    found = find_vocals(heard(band))
    assert found
    assert found[0][0] == pytest.approx(10, abs=2)
    assert found[-1][1] == pytest.approx(20, abs=2)


def test_short_pauses_belong_to_a_phrase() -> None:
    times = np.arange(0, 20, 0.1)
    active = ((times > 2) & (times < 5)) | ((times > 6) & (times < 9)) | ((times > 15) & (times < 15.5))
    assert spans(times, active, 0.1) == [(pytest.approx(2.1), pytest.approx(9.0))]
