"""The nudge: strokes meet, whatever the grids say."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from planner.catalogue.track import Track
from planner.transitions.measure.alone import alone
from planner.transitions.nudge import MOST_SECONDS, nudged
from planner.transitions.plan import plan
from planner.transitions.transition import Transition
from tests.support.strokes import RATE, drums, written
from tests.support.tracks import made_track


def moved(track: Track, seconds: float) -> Track:
    """A track whose analysis believes its beats to be that much later than they are."""
    analysis = track.analysis
    shift = {name: [t + seconds for t in getattr(analysis, name)] for name in ("beats", "downbeats")}
    phrases = [replace(phrase, start=phrase.start + seconds) for phrase in analysis.phrases]
    points = [replace(point, time=point.time + seconds) for point in analysis.mix_in]
    return replace(track, analysis=replace(analysis, phrases=phrases, mix_in=points, **shift))


@pytest.fixture(scope="module")
def decks(tmp_path_factory: pytest.TempPathFactory) -> tuple[Track, Track, Path, Path]:
    folder = tmp_path_factory.mktemp("decks")
    a, b = made_track("a", bpm=124, seconds=64), made_track("b", bpm=125, seconds=64, first=0.3)
    return a, b, written(drums(a), folder / "a"), written(drums(b, kick_hertz=60, seed=2), folder / "b")


def nudge_of(decks: tuple[Track, Track, Path, Path], wrong: float) -> tuple[Transition, Transition]:
    a, b, pcm_a, pcm_b = decks
    believed = moved(b, wrong)
    t = plan(a, believed, sample_rate=RATE, target_lufs=-14.0, recipe="blend", bars=8)
    return t, nudged(t, a, believed, alone(t, pcm_a, pcm_b, 0))


@pytest.mark.parametrize("wrong", [-0.012, 0.006, 0.018])
def test_a_grid_that_is_off_by_milliseconds_is_made_good(decks: tuple[Track, Track, Path, Path], wrong: float) -> None:
    planned, better = nudge_of(decks, wrong)
    shifts = {round(there[1] - here[1]) for here, there in zip(planned.map_to, better.map_to, strict=True)}
    assert len(shifts) == 1
    assert shifts.pop() / RATE == pytest.approx(-wrong, abs=0.001)
    assert "so that the strokes meet" in better.why[-1]
    assert better.map_from == planned.map_from and better.length == planned.length


def test_strokes_that_meet_are_left_alone_and_wrong_grids_are_not_hidden(
    decks: tuple[Track, Track, Path, Path],
) -> None:
    for wrong in (0.0, MOST_SECONDS + 0.02):
        planned, same = nudge_of(decks, wrong)
        assert same == planned


def test_a_track_that_begins_too_late_enters_a_little_later(tmp_path: Path) -> None:
    a, b = made_track("a", bpm=124, seconds=64), made_track("b", bpm=125, seconds=64)
    paths = written(drums(a), tmp_path / "a"), written(np.roll(drums(b), -400, axis=0), tmp_path / "b")
    t = plan(a, b, sample_rate=RATE, target_lufs=-14.0, recipe="blend", bars=8)
    better = nudged(t, a, b, alone(t, *paths, 0))
    assert t.map_to[0] == (0, 0.0)
    assert better.map_to[0][0] == pytest.approx(400, abs=40) and better.map_to[0][1] == pytest.approx(0, abs=1)


def test_sharp_recipes_need_no_nudge(decks: tuple[Track, Track, Path, Path]) -> None:
    a, b, pcm_a, pcm_b = decks
    t = plan(a, b, sample_rate=RATE, target_lufs=-14.0, recipe="cut")
    assert nudged(t, a, b, alone(t, pcm_a, pcm_b, 0)) == t
