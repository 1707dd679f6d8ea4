"""What a human says of a track stands above what was heard, wherever the track is read, and outlives every ear."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.catalogue.analysis import Key, MixPoint, Phrase
from planner.catalogue.catalogue import Catalogue
from planner.catalogue.correction import Correction, corrected
from planner.database import Database
from planner.schema import PlannerVersion
from tests.planner.store_builders import analysis, track

C_MINOR = Key("5A", "C minor", 1.0)
HEARD = analysis(bpm=120.0)


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    made = Catalogue(Database(tmp_path / "planner.db", PlannerVersion, write=True))
    made.put(track("a"), 1, 2)
    return made


def test_nothing_said_changes_nothing() -> None:
    assert corrected(HEARD, Correction()) == HEARD


def test_a_tempo_lays_a_regular_grid_from_end_to_end_that_may_be_mixed_on() -> None:
    found = corrected(replace(HEARD, trusted=False, steady=False), Correction(bpm=100.0, downbeat=1.3))
    assert (found.bpm, found.steady, found.trusted) == (100.0, True, True)
    assert found.beats[:4] == [0.1, 0.7, 1.3, 1.9]
    assert found.duration - 0.6 < found.beats[-1] < found.duration
    assert found.downbeats[0] == 1.3
    assert {round(b - a, 3) for a, b in zip(found.downbeats, found.downbeats[1:], strict=False)} == {2.4}
    assert all(phrase.start in found.downbeats for phrase in found.phrases)
    assert all(point.time in found.downbeats for point in [*found.mix_in, *found.mix_out])


def test_double_time_has_twice_the_bars() -> None:
    found = corrected(HEARD, Correction(bpm=240.0))
    assert found.beats[:3] == [0.0, 0.25, 0.5]
    assert found.downbeats[:2] == [0.0, 1.0]
    assert [point.bars for point in found.mix_in] == [32]


def test_a_downbeat_alone_moves_the_bars_and_not_the_beats() -> None:
    found = corrected(HEARD, Correction(downbeat=5.02))
    assert found.beats == HEARD.beats
    assert found.downbeats[:3] == [1.0, 3.0, 5.0]
    assert found.phrases == [Phrase(1.0, len(found.downbeats))]
    assert found.trusted == HEARD.trusted


def test_a_track_without_a_single_beat_keeps_none() -> None:
    found = corrected(replace(HEARD, beats=[], downbeats=[]), Correction(downbeat=5.0))
    assert (found.beats, found.downbeats) == ([], [])


def test_cue_points_stand_where_they_were_put() -> None:
    found = corrected(HEARD, Correction(mix_in=(33.3,), mix_out=(150.0, 190.0)))
    assert found.mix_in == [MixPoint(33.3, 16, "by hand")]
    assert [(point.time, point.bars) for point in found.mix_out] == [(150.0, 24), (190.0, 4)]


def test_key_and_trust_are_as_said() -> None:
    found = corrected(HEARD, Correction(key=C_MINOR, trusted=False))
    assert (found.key, found.trusted, found.beats) == (C_MINOR, False, HEARD.beats)


def test_it_is_seen_wherever_the_track_is_read(catalogue: Catalogue) -> None:
    catalogue.correct("a", Correction(key=C_MINOR), 5.0)
    one = catalogue.track("a")
    assert one is not None
    assert [found.analysis.key for found in (one, *catalogue.tracks(), *catalogue.all())] == [C_MINOR] * 3
    assert catalogue.correction("a") == Correction(key=C_MINOR)
    assert catalogue.heard("a") == track("a")
    assert catalogue.last_correction() == 5.0


def test_it_outlives_a_better_ear_and_is_taken_back(catalogue: Catalogue) -> None:
    catalogue.correct("a", Correction(key=C_MINOR), 5.0)
    catalogue.hear_again("a", replace(analysis(bpm=99.0), ear=7))
    one = catalogue.track("a")
    assert one is not None
    assert (one.analysis.key, one.analysis.bpm, one.analysis.ear) == (C_MINOR, 99.0, 7)
    catalogue.correct("a", Correction(), 6.0)
    assert catalogue.track("a") == catalogue.heard("a")
    assert catalogue.last_correction() == 6.0


def test_it_outlives_a_file_that_is_gone_and_comes_back(catalogue: Catalogue) -> None:
    catalogue.correct("a", Correction(key=C_MINOR), 5.0)
    catalogue.forget("/music/a.flac")
    catalogue.prune(10.0, 0.0)
    catalogue.prune(100.0, 50.0)
    assert catalogue.track("a") is None
    catalogue.put(track("a"), 1, 2)
    one = catalogue.track("a")
    assert one is not None
    assert one.analysis.key == C_MINOR


def test_what_an_older_ear_heard_is_known_and_what_is_wanted_comes_first(catalogue: Catalogue) -> None:
    for id, ear in (("b", 1), ("c", 2), ("d", 1), ("e", 0)):
        one = track(id)
        catalogue.put(replace(one, analysis=replace(one.analysis, ear=ear)), 1, 2)
    catalogue.forget("/music/e.flac")
    assert catalogue.heard_before(2, 10) == ["a", "b", "d"]
    assert catalogue.heard_before(2, 10, first=["d", "nobody", "c", "a"]) == ["d", "a", "b"]
    assert catalogue.heard_before(2, 1, first=["d"]) == ["d"]
    assert catalogue.heard_before(1, 10) == ["a"]
