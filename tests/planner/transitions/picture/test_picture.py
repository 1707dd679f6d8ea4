"""The picture shows what is heard: where it sounds, what moves it, and what the measures say."""

from io import BytesIO

import numpy as np
import pytest
from matplotlib.image import imread
from msgspec.structs import replace

from planner.transitions.measure.score import score
from planner.transitions.picture.panels import incoming, outgoing
from planner.transitions.picture.picture import DPI, INCHES, picture
from planner.transitions.picture.spectrogram import BANDS, COLUMNS, band_at, spectrogram
from planner.transitions.plan import plan
from planner.transitions.transition import Transition
from tests.support.booth import RATE, Booth, Deck
from tests.support.tracks import made_track


@pytest.fixture(scope="module")
def booth(tmp_path_factory: pytest.TempPathFactory) -> Booth:
    folder = tmp_path_factory.mktemp("booth")
    decks = [Deck(folder, name, bpm=124.0, seconds=40, seed=seed) for seed, name in enumerate("ab")]
    return Booth(decks[0], decks[1], folder / "seams", recipe="blend", bars=4)


def drawn(t: Transition, booth: Booth, **changes: np.ndarray) -> np.ndarray:
    """The picture's pixels (rows, columns, 4), 0..1."""
    heard = replace(booth.heard, **changes)
    return np.asarray(imread(BytesIO(picture(t, booth.a.track, booth.b.track, heard)), format="png"))


@pytest.mark.parametrize("hertz", [60.0, 440.0, 9_000.0])
def test_a_tone_is_a_line_at_its_pitch_and_level(hertz: float) -> None:
    wave = 0.1 * np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE)
    image = spectrogram(np.repeat(wave[:, None], 2, 1).astype(np.float32), RATE)
    assert image.shape[0] == BANDS and image.shape[1] <= COLUMNS
    middle = image[:, image.shape[1] // 2]
    assert abs(int(np.argmax(middle)) + 0.5 - band_at(hertz)) <= 3.0  # a bin at 60 Hz is as wide as three bands
    assert np.max(middle) == pytest.approx(-20.0, abs=1.5)
    assert spectrogram(np.zeros((10, 2), np.float32), RATE).max() <= -119.0


def test_a_silent_bus_is_dark_and_the_others_are_not(booth: Booth) -> None:
    t = replace(booth.t, measures=booth.measured())
    whole = drawn(t, booth)
    assert whole.shape == (round(INCHES[1] * DPI), round(INCHES[0] * DPI), 4)
    silent = drawn(t, booth, bus_b=np.zeros_like(booth.heard.bus_b))
    changed = np.flatnonzero(np.abs(whole - silent).max(axis=(1, 2)) > 0.2) / whole.shape[0]
    assert 0.3 < changed.min() < 0.36 and silent.mean() < whole.mean()  # nothing above bus B is different


def test_what_fails_is_red_and_what_is_not_known_is_no_fault(booth: Booth) -> None:
    def reds(t: Transition) -> int:
        foot = drawn(t, booth)[-150:]
        return int(np.sum((foot[..., 0] > 0.9) & (foot[..., 1] < 0.5)))

    measures = {name: replace(each, ok=True, never=False) for name, each in booth.measured().items()}
    good = replace(booth.t, measures=measures, score=score(measures))
    bad = replace(good, measures=measures | {"M5": replace(measures["M5"], ok=False, never=True, detail="dip -7 LU")})
    unknown = replace(measures["M5"], ok=False, measurable=False, value=None)
    assert reds(good) == 0 and reds(bad) > 50
    assert reds(replace(good, measures=measures | {"M5": unknown})) == 0


def test_a_seam_without_beats_is_drawn_by_seconds(booth: Booth) -> None:
    with_bars, without = drawn(booth.t, booth), drawn(replace(booth.t, beats=()), booth)
    assert np.any(with_bars != without)


def test_what_is_drawn_to_move_is_what_moved() -> None:
    t = plan(made_track("a"), made_track("b", bpm=130), sample_rate=RATE, target_lufs=-16.0, stems=True)
    assert outgoing(t).keys() == t.envelopes_from.keys(), "played without stems"
    apart = replace(t, stems="dsp")
    assert {"low", "drums", "bass", "vocals", "other"} == outgoing(apart).keys() == incoming(apart).keys()
