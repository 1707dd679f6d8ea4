"""The fourteen inputs, one at a time."""

import numpy as np
import pytest

from planner.catalogue.analysis import Loudness, MixPoint, Section
from planner.choosing.columns import Columns
from planner.choosing.features import COUNT, NAMES, features, matrix
from planner.transitions.transition import Transition
from tests.planner.choosing.made import key, track


def feature(name: str, a: dict[str, object], b: dict[str, object], target: float | None = None) -> float:
    vector = features(track("a", **a), track("b", **b), target=target)
    return float(vector[NAMES.index(name)])


def test_like_to_like() -> None:
    vector = dict(zip(NAMES, features(track("a"), track("b"), target=0.6), strict=True))
    assert len(vector) == COUNT == 14
    assert vector == pytest.approx(
        {
            "bpm_difference": 0.0,
            "tempo_ratio": 0.0,
            "harmonic": 1.0,
            "camelot_distance": 0.0,
            "energy_difference": 0.0,
            "genre_compatibility": 1.0,
            "section_out": 0.1,
            "section_in": 0.0,
            "spectral_similarity": 1.0,
            "bass_clash": 0.5,
            "vocals_out": 0.0,
            "vocals_in": 0.0,
            "loudness_difference": 0.0,
            "position_error": 0.0,
        },
        abs=1e-6,
    )


@pytest.mark.parametrize(
    ("name", "a", "b", "expected"),
    [
        ("bpm_difference", {"bpm": 120.0}, {"bpm": 130.0}, 0.25),
        ("bpm_difference", {"bpm": 60.0}, {"bpm": 180.0}, 2.0),
        ("bpm_difference", {"bpm": 0.0}, {"bpm": 130.0}, 0.0),
        ("tempo_ratio", {"bpm": 120.0}, {"bpm": 126.0}, 0.5),
        ("tempo_ratio", {"bpm": 87.0}, {"bpm": 174.0}, 0.0),
        ("tempo_ratio", {"bpm": 120.0}, {"bpm": 0.0}, 0.0),
        ("harmonic", {"key": key("8A")}, {"key": key("9A")}, 0.8),
        ("harmonic", {"key": key("8A")}, {"key": key("9A", 0.0)}, 0.5),
        ("camelot_distance", {"key": key("8A")}, {"key": key("2B")}, 1.0),
        ("energy_difference", {"energy": 0.4}, {"energy": 0.9}, 0.5),
        ("genre_compatibility", {"genre": "House"}, {"genre": "Techno"}, 0.5),
        ("spectral_similarity", {"spectrum": [1.0] * 5}, {"spectrum": [0.75] * 5}, 0.75),
        ("bass_clash", {"spectrum": [0.9, 0, 0, 0, 0]}, {"spectrum": [0.8, 1, 1, 1, 1]}, 0.8),
        ("vocals_out", {"vocals": [(0.0, 100.0), (216.0, 224.0)]}, {}, 0.25),
        ("vocals_in", {}, {"vocals": [(24.0, 60.0)]}, 0.25),
        ("loudness_difference", {}, {"loudness": Loudness(-6.0, 5.0, -1.0)}, 0.4),
        ("section_out", {"mix_out": [MixPoint(100.0, 8, "break")]}, {}, 1.0),
        ("section_in", {}, {"mix_in": [MixPoint(64.0, 16, "drop")]}, 1.0),
        ("section_in", {}, {"sections": []}, 0.5),
    ],
)
def test_one_input(name: str, a: dict[str, object], b: dict[str, object], expected: float) -> None:
    assert feature(name, a, b) == pytest.approx(expected, abs=1e-5)


def test_the_curve() -> None:
    assert feature("position_error", {}, {"energy": 0.5}, target=0.8) == pytest.approx(0.3)
    assert feature("position_error", {}, {"energy": 0.5}, target=None) == 0.0


def test_a_planned_transition_says_where_to_look() -> None:
    a = track("a", vocals=[(100.0, 110.0)], sections=[Section(90.0, 120.0, "break", 0.2)])
    b = track("b", vocals=[(60.0, 65.0)], key=key("1A"))
    planned = Transition(
        from_track="a",
        to_track="b",
        recipe="blend",
        bars=5,
        sample_rate=1_000,
        length=10_000,
        centre=5_000,
        beats=(),
        map_from=((0, 100_000.0), (10_000, 110_000.0)),
        map_to=((0, 60_000.0), (10_000, 70_000.0)),
        envelopes_from={},
        envelopes_to={},
        pitch_to=1,
    )
    vector = dict(zip(NAMES, features(a, b, planned), strict=True))
    assert vector["vocals_out"] == pytest.approx(1.0)
    assert vector["vocals_in"] == pytest.approx(0.5)
    assert vector["section_out"] == pytest.approx(0.3)
    assert vector["section_in"] == pytest.approx(1.0)
    assert vector["harmonic"] == pytest.approx(1.0)  # 1A a semitone up is 8A
    assert features(a, b)[NAMES.index("harmonic")] < 0.5


def test_a_library_at_once_is_pair_by_pair() -> None:
    now = track("now", key=key("3B", 0.7), bpm=126.0)
    library = [track("a", bpm=90.0, energy=0.1), track("b", key=key("4A", 0.4)), track("c", bpm=0.0, genre="")]
    together = matrix(Columns([now]), Columns(library), 0.7)
    alone = [features(now, one, target=0.7) for one in library]
    assert np.array_equal(together, np.stack(alone))
    assert np.isfinite(together).all()
