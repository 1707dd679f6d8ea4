"""The one pass: the same features whatever the blocks, every frame in its place."""

import numpy as np
import pytest

from planner.analysis import pitch, transients
from planner.analysis.features import extract
from planner.analysis.framing import Framer
from planner.analysis.waveform import Waveform
from tests.planner.analysis.pieces import RATE, house


@pytest.mark.parametrize("sizes", [(1,), (99,), (31999, 2), (70000, 0, 1)])
def test_frames_do_not_depend_on_blocks(sizes: tuple[int, ...]) -> None:
    sound = np.random.default_rng(0).normal(size=5000 if sizes == (1,) else 80000).astype(np.float32)
    whole = Framer(2048, 256)
    expected = np.concatenate((whole.push(sound), whole.flush()))
    framer, parts, at, turn = Framer(2048, 256), [], 0, 0
    while at < len(sound):
        size = sizes[turn % len(sizes)]
        parts.append(framer.push(sound[at : at + size]).copy())
        at, turn = at + size, turn + 1
    parts.append(framer.flush())
    np.testing.assert_array_equal(np.concatenate(parts), expected)


def test_frame_n_is_centred_on_n_hops() -> None:
    sound = np.zeros(10000, np.float32)
    sound[2560] = 1.0
    frames = Framer(2048, 256).push(sound)
    assert frames[10][1024] == 1.0


def test_features_do_not_depend_on_blocks() -> None:
    sound = house(bars=4)
    whole, pieces = extract([sound]), extract(np.array_split(sound, 777))
    np.testing.assert_allclose(pieces.mel.astype(float), whole.mel.astype(float), atol=2e-3)
    np.testing.assert_allclose(pieces.fine.astype(float), whole.fine.astype(float), atol=2e-3)
    np.testing.assert_array_equal(pieces.waveform, whole.waveform)
    assert pieces.frames == whole.frames == len(sound)


def test_a_click_rises_where_it_is() -> None:
    sound = np.zeros((3 * RATE, 2), np.float32)
    sound[RATE : RATE + 50] = 0.5
    fine = extract([sound]).fine.astype(float).sum(axis=1)
    assert np.argmax(fine) / transients.FPS == pytest.approx(1.0, abs=0.004)


def test_an_a_is_step_zero() -> None:
    time = np.arange(5 * RATE) / RATE
    wave = (0.5 * np.sin(2 * np.pi * 440 * time)).astype(np.float32)
    features = extract([np.stack([wave, wave], axis=1)])
    total = features.melody.sum(axis=0)
    assert np.argmax(total) == 0
    assert len(features.melody) == pytest.approx(5 * pitch.FPS, abs=2)


def test_the_waveform_peaks_in_its_own_tenth() -> None:
    waveform = Waveform()
    sound = np.zeros((RATE, 2), np.float32)
    sound[round(0.45 * RATE), 1] = -0.7
    for block in np.array_split(sound, 7):
        waveform.push(block)
    peaks = waveform.finish()
    assert np.argmax(peaks) == 4
    assert peaks[4] == pytest.approx(0.7)
    assert np.count_nonzero(peaks) == 1
