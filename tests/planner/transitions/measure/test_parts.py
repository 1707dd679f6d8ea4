"""The measures' parts against physics and other meters."""

import numpy as np
import pytest
import soxr
from scipy.signal import butter, sosfilt, sosfiltfilt
from scipy.stats import theilslopes

from ext.kweighting import powers
from planner.transitions.measure.bass import BAND_HZ, LOWER, low_band
from planner.transitions.measure.chroma import chroma, dissonance
from planner.transitions.measure.harmony import excess
from planner.transitions.measure.kweighting import momentary
from planner.transitions.measure.lag import likeness, peak
from planner.transitions.measure.onsets import Onsets, onsets
from planner.transitions.measure.partials import Partials, partials
from planner.transitions.measure.peak import highest
from planner.transitions.measure.roughness import roughness
from planner.transitions.measure.score import MARKS, score
from planner.transitions.measure.slope import slope
from planner.transitions.measure.strokes import errors
from planner.transitions.measure.vocals import active
from planner.transitions.transition import Measure
from tests.support.mixing import noise
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


def test_the_weighted_power_is_that_of_the_same_filters_by_scipy() -> None:
    played, hop = noise(20_000), 441
    filters = np.array([[0.9, -0.3, 0.1, 1.0, -0.5, 0.2], [1.0, -2.0, 1.0, 1.0, -1.99, 0.9901]])
    found = np.empty(len(played) // hop)
    powers(played[: found.size * hop], filters, found)
    heard = sosfilt(filters, played.T.astype(np.float64))[:, : found.size * hop]
    assert found == pytest.approx(np.square(heard).reshape(2, -1, hop).mean(axis=2).sum(axis=0), rel=1e-9)
    with pytest.raises(ValueError, match="filters"):
        powers(played, filters[:1].copy(), found)


def test_a_slope_and_its_uncertainty_are_those_of_scipy() -> None:
    random = np.random.default_rng(5)
    for count in (2, 6, 17):
        x, y = np.sort(random.random(count)), random.standard_normal(count)
        expected = theilslopes(y, x, 0.9)
        assert slope(x, y) == pytest.approx((expected[0], expected[2], expected[3]))


@pytest.mark.parametrize("loudest", [0, 700, 1_024, 39_999])
def test_the_true_peak_is_that_of_all_of_the_sound(loudest: int) -> None:
    played = 0.3 * noise(40_000)
    played[loudest : loudest + 2] += 0.7
    whole = soxr.resample(np.pad(played, ((512, 512), (0, 0))), RATE, 4 * RATE)
    expected = max(float(np.max(np.abs(whole))), float(np.max(np.abs(played))))
    assert highest(played, RATE) == pytest.approx(expected, rel=1e-4)
    assert highest(played[:0], RATE) == highest(np.zeros((3, 2), np.float32), RATE) == 0.0


def test_a_quarter_of_the_rate_is_found_between_its_samples() -> None:
    wave = np.sin(2 * np.pi * 0.25 * np.arange(RATE) + np.pi / 4) * np.hanning(RATE)
    assert highest(np.repeat(wave[:, None], 2, 1).astype(np.float32), RATE) == pytest.approx(1.0, abs=0.01)


def test_the_band_of_the_basses_is_that_of_scipy_both_ways() -> None:
    played = noise(2 * RATE)
    filters = butter(2, BAND_HZ, "bandpass", fs=RATE, output="sos")
    expected = sosfiltfilt(filters, played.mean(axis=1, dtype=np.float64))[::LOWER]
    found = low_band(played, RATE)
    inner = slice(RATE // 50, -RATE // 50)
    assert np.std(found[inner] - expected[inner]) < 0.02 * np.std(expected)


def test_silence_around_a_bus_changes_no_onset() -> None:
    sound = drums(made_track("a", bpm=125, seconds=4))
    hop = onsets(sound, RATE).hop
    padded = np.pad(sound, ((5_000 * hop, 3_000 * hop), (0, 0)))
    rise = onsets(padded, RATE).rise
    assert rise.shape[1] == -(-len(padded) // hop)
    inner = rise[:, 5_050 : 5_000 + len(sound) // hop]
    assert np.allclose(inner, onsets(sound, RATE).rise[:, 50 : len(sound) // hop], atol=1e-4)
    assert not rise[:, :4_900].any() and not rise[:, -2_900:].any()
    assert not onsets(np.zeros((RATE, 2), np.float32), RATE).rise.any()


def test_what_is_around_a_stretch_of_onsets_is_none_where_nothing_is() -> None:
    found = Onsets(np.arange(10, dtype=np.float32)[None], 1)
    assert found.around(2, 4, 1).tolist() == [[1, 2, 3, 4]]
    assert found.around(0, 2, 3).tolist() == [[0, 0, 0, 0, 1, 2, 3, 4]]
    assert found.around(8, 12, 1).tolist() == [[7, 8, 9, 0, 0, 0]]
    assert found.around(14, 15, 1).tolist() == [[0, 0, 0]]


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


def sines(*hertz: float, level: float = 0.1) -> np.ndarray:
    t = np.arange(3 * RATE) / RATE
    wave = sum(level * np.sin(2 * np.pi * each * t) for each in hertz)
    return np.repeat(np.asarray(wave, np.float32)[:, None], 2, axis=1)


@pytest.mark.parametrize("hertz", [82.4, 440.0, 3_000.0])
def test_a_sine_is_one_partial_and_a_stroke_is_none(hertz: float) -> None:
    found = partials(sines(hertz), RATE)
    assert found.hertz[:, 0] == pytest.approx(hertz, abs=0.6)
    assert found.levels[:, 0] == pytest.approx(0.1, rel=0.2) and not found.levels[:, 1:].any()
    click = np.zeros((3 * RATE, 2), np.float32)
    click[RATE // 2 :: RATE // 2] = 1.0
    assert not partials(0.1 * click, RATE).levels.any()
    assert not partials(np.zeros((10, 2), np.float32), RATE).levels.any()


def test_two_sines_are_roughest_a_quarter_of_a_critical_band_apart() -> None:
    def rough(apart: float) -> float:
        return float(roughness(Partials(np.array([[440.0, 440.0 + apart]]), np.ones((1, 2))))[0])

    assert rough(0.0) == pytest.approx(0.0, abs=1e-12)
    curve = [rough(apart) for apart in range(1, 200)]
    assert 20 <= 1 + int(np.argmax(curve)) <= 35  # a critical band at 440 Hz is about 100 Hz wide (Zwicker)
    assert curve[-1] < 0.15 * max(curve)


def test_a_semitone_clashes_and_a_fifth_does_not() -> None:
    def clash(semitones: int) -> float:
        return float(dissonance(chroma(partials(sines(440.0, 440.0 * 2 ** (semitones / 12)), RATE)))[0])

    order = [clash(semitones) for semitones in (7, 4, 0, 6, 2, 1)]  # as Huron's listeners have it; a unison is 0
    assert order == sorted(order) and order[2] == pytest.approx(0.0, abs=0.02)
    assert clash(12) == pytest.approx(clash(0), abs=0.02)


def test_the_excess_is_what_the_sum_has_more_than_its_parts() -> None:
    one, semitone, fifth = sines(440.0, 880.0), sines(466.2, 932.3), sines(659.3, 1318.5)
    rough, pure = (
        excess(partials(one, RATE), partials(other, RATE), partials(one + other, RATE)) for other in (semitone, fifth)
    )
    assert rough.clash > 0.3 and pure.clash < 0.0 and rough.roughness > 5 * abs(pure.roughness)
    covered = semitone * np.float32(0.03)
    assert excess(partials(one, RATE), partials(covered, RATE), partials(one + covered, RATE)).seconds == 0.0


def test_a_stroke_is_off_by_as_much_as_it_was_moved() -> None:
    sound = drums(made_track("a", bpm=125, seconds=9))
    alone, late = onsets(sound, RATE), onsets(np.roll(sound, 441, axis=0), RATE)
    assert errors(alone, alone, (0, len(sound)), RATE) == pytest.approx([0.0] * 17, abs=1e-4)
    assert errors(late, alone, (RATE, 8 * RATE), RATE) == pytest.approx([0.010] * 13, abs=3e-4)
    assert errors(onsets(np.zeros_like(sound), RATE), alone, (0, len(sound)), RATE) == []


def test_a_voice_sounds_on_between_syllables_and_not_under_the_mix() -> None:
    stem, mix = np.array([1.0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]), np.full(12, 10.0)
    assert active(stem, mix).tolist() == [True] * 4 + [False] * 7 + [True]
    assert not active(stem, np.full(12, 1000.0)).any() and not active(stem * 1e-5, stem).any()


def test_the_score_leaves_out_what_was_not_measured_and_one_fault_spoils_it() -> None:
    def measure(value: float, *, ok: bool = True, measurable: bool = True) -> Measure:
        return Measure(value=value, unit="", ok=ok, measurable=measurable)

    good = {name: measure(scale.good) for name, scale in MARKS.items()}
    assert score(good) == 1.0
    assert 0.98 < score({**good, "M2": measure(9.0, ok=False, measurable=False)}) < 1.0
    assert score({**good, "M3": measure(4.0, ok=False)}) < 0.6
    assert score({"M2": measure(0.0, measurable=False)}) == 0.0
    assert score({**good, "M1": Measure(value=4.0, unit="", ok=True, measurable=True, never=True)}) < 0.6
    halves = [score({**good, "M1": measure(value, ok=value <= 5)}) for value in (5, 10, 20, 40, 80)]
    assert halves == sorted(halves, reverse=True) and halves[-1] < halves[0] - 0.4
