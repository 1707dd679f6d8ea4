"""What the network's odds say of tempo, place, steadiness and bars."""

import numpy as np
import pytest

from planner.analysis.beatwise import Beatwise
from planner.analysis.downbeats import find_bars
from planner.analysis.ear import frame_of
from planner.analysis.grid import Grid
from planner.analysis.hearing import FPS
from planner.analysis.pulse import PLACES, level, places, relatives
from planner.analysis.steadiness import elsewhere, is_steady
from planner.analysis.tracking import track_beats

STEADY = Grid(first=0.2, period=0.5, spread=0.0, telling=1.0, agreeing=1.0)


def odds_of(times: np.ndarray, seconds: float) -> np.ndarray:
    """Log odds ``(frames,)`` of +3 at ``times`` and -3 elsewhere."""
    odds = np.full(round(seconds * FPS), -3.0, np.float32)
    odds[np.round(frame_of(times)).astype(int)] = 3.0
    odds[np.round(frame_of(times)).astype(int) + 1] = 1.0
    return odds


def test_the_beat_s_own_tempo_is_likelier_a_second_than_its_octaves() -> None:
    odds = odds_of(np.arange(0.2, 59.0, 0.5), 60.0)
    rates = {bpm: level(odds, 60.0 / bpm) * bpm for bpm in (40.0, 60.0, 80.0, 120.0, 160.0, 180.0)}
    assert max(rates, key=lambda bpm: rates[bpm]) == 120.0


def test_a_tempo_is_likely_though_its_place_changes() -> None:
    times = np.concatenate((np.arange(0.2, 30.0, 0.5), np.arange(30.45, 59.0, 0.5)))
    assert level(odds_of(times, 60.0), 0.5) > 1.0


def test_the_place_is_found_within_a_frame() -> None:
    scores = places(odds_of(np.arange(0.2, 59.0, 0.5), 60.0), 0.5)
    assert np.argmax(scores) / PLACES * 0.5 == pytest.approx(0.2, abs=1.5 / FPS)


def test_relatives_are_in_range_and_apart() -> None:
    bpms = np.sort(relatives([120.0, 120.3]))
    assert {60.0, 120.0, 160.0, 180.0} <= set(bpms)
    assert bpms.min() >= 45.0
    assert bpms.max() <= 220.0
    assert np.diff(np.log2(bpms)).min() > 0.02


@pytest.mark.parametrize("period", [0.29, 0.387, 0.5, 1.1])
def test_a_steady_beat_is_followed(period: float) -> None:
    true = np.arange(0.2, 59.0, period)
    found = track_beats(odds_of(true, 60.0))
    assert np.mean([np.abs(found - time).min() < 0.03 for time in true]) > 0.97
    assert len(found) <= len(true) + 2


def test_a_quickening_beat_is_followed_through_a_silence() -> None:
    true = 0.2 + np.cumsum(np.linspace(0.6, 0.45, 110))
    heard = np.delete(true, np.arange(50, 56))
    found = track_beats(odds_of(heard, 60.0))
    assert np.mean([np.abs(found - time).min() < 0.05 for time in true]) > 0.95


def test_no_odds_at_all_give_beats_all_the_same() -> None:
    assert len(track_beats(np.full(10, -3.0, np.float32))) >= 1


def test_another_tempo_is_told_from_an_octave() -> None:
    assert elsewhere(np.arange(0.2, 59.0, 0.25), 0.5) == 0.0
    assert elsewhere(np.arange(0.2, 59.0, 0.52), 0.5) == 1.0
    assert elsewhere(np.arange(5) * 0.52, 0.5) == 0.0


def test_a_track_whose_beats_go_elsewhere_is_not_steady() -> None:
    times = np.arange(0.2, 59.0, 0.5)
    slower = np.concatenate((times[:60], times[59] + np.cumsum(np.full(40, 0.55))))
    odds = odds_of(slower, 60.0)
    assert is_steady(STEADY, times, times, odds_of(times, 60.0))
    assert not is_steady(STEADY, times, slower, odds)


@pytest.mark.parametrize(("metre", "first"), [(4, 0), (4, 3), (3, 1), (7, 2)])
def test_bars_follow_the_odds_of_downbeats(metre: int, first: int) -> None:
    times = np.arange(0.2, 59.0, 0.5)
    even = {"strokes": 3, "timbre": 40, "chroma": 12, "bass": 12}
    beatwise = Beatwise(times=times, **{name: np.ones((len(times), width)) for name, width in even.items()})
    odds = np.stack([odds_of(times, 60.0), odds_of(times[first::metre], 60.0)], axis=1)
    bars = find_bars(beatwise, odds)
    assert (bars.beats_per_bar, bars.first) == (metre, first)
    assert bars.margin > 0
