"""Keys, tuning and Camelot numbers."""

import numpy as np
import pytest

from planner.analysis.features import extract
from planner.analysis.key import OVERTONES, camelot, find_key, votes_for, without_overtones
from planner.analysis.pitch import tuning_cents
from tests.planner.analysis.pieces import house


@pytest.mark.parametrize(("key", "transpose", "name", "number"), [
    ("A minor", 0, "A minor", "8A"), ("A minor", 3, "C minor", "5A"), ("A minor", -2, "G minor", "6A"),
    ("C major", 0, "C major", "8B"), ("C major", 5, "F major", "7B"), ("C major", 4, "E major", "12B"),
])  # fmt: skip
def test_keys(key: str, transpose: int, name: str, number: str) -> None:
    features = extract([house(key=key, transpose=transpose, bars=8)])
    found = find_key(features, tuning_cents(features.melody))
    assert (found.name, found.camelot) == (name, number)
    assert 0 < found.confidence <= 1


@pytest.mark.parametrize("cents", [-35, -10, 0, 20, 40])
def test_a_detuned_track_keeps_its_key(cents: int) -> None:
    features = extract([house(key="A minor", transpose=cents / 100, bars=8)])
    tuning = tuning_cents(features.melody)
    assert tuning == pytest.approx(cents, abs=6)
    assert find_key(features, tuning).name == "A minor"


def test_camelot_numbers_go_round_by_fifths() -> None:
    """A minor 8A, E minor 9A, ... and each major beside its relative minor."""
    minors = [camelot(7 * step % 12, minor=True) for step in range(12)]
    assert minors == [f"{(8 + step - 1) % 12 + 1}A" for step in range(12)]
    assert camelot(3, minor=False) == "8B"  # C
    assert camelot(10, minor=False) == "9B"  # G
    assert len({camelot(tonic, minor=minor) for tonic in range(12) for minor in (True, False)}) == 24


def test_silence_has_no_tuning() -> None:
    assert tuning_cents(np.zeros((10, 120), np.float32)) == 0.0


def test_overtones_are_taken_out_again() -> None:
    """A minor triad whose overtones reach the major third: the notes alone are found."""
    notes = np.zeros((5, 12))
    notes[:, [0, 3, 7]] = 1.0, 0.3, 0.6
    assert without_overtones(notes @ OVERTONES.T) == pytest.approx(notes, abs=1e-9)


def test_a_short_passage_elsewhere_does_not_outvote_the_rest() -> None:
    """However loud it is: 100 s of A minor, 15 s of B flat major."""
    quiet, loud = np.zeros((140, 12)), np.zeros((20, 12))
    quiet[:, [0, 3, 7]] = 0.1
    loud[:, [1, 5, 8]] = 30.0
    assert int(np.argmax(votes_for(np.concatenate((quiet, loud))))) == 1


def test_silence_has_a_key_without_confidence() -> None:
    assert not votes_for(np.zeros((40, 12))).any()
