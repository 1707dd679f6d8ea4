"""Evolution by votes: the crowd is what it says, the run is what its seed says, and the champion comes to agree."""

from pathlib import Path

import numpy as np
import pytest

from planner.choosing.columns import Columns
from planner.choosing.features import NAMES, matrix
from planner.tournament.crowd import Crowd
from planner.tournament.imagined import imagined
from planner.tournament.simulate import simulate
from tests.planner.tournament.builders import weights


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return weights(tmp_path_factory.mktemp("shipped") / "scorer.onnx", seed=3)


def test_imagined_tracks_are_many_and_the_same_for_a_seed() -> None:
    assert imagined(20, 5) == imagined(20, 5)
    assert imagined(20, 5) != imagined(20, 6)
    inputs = matrix(Columns(imagined(1, 1)), Columns(imagined(200, 2)))
    varied = {"energy_difference", "harmonic", "bpm_difference", "section_in", "vocals_in", "spectral_similarity"}
    assert all(inputs[:, NAMES.index(name)].std() > 0.01 for name in varied)


def test_a_crowd_votes_by_its_taste() -> None:
    library = Columns(imagined(100, 1))
    now = Columns(imagined(1, 2))
    crowd = Crowd(taste={"energy_difference": 1.0}, voters=2_000, whim=0.5)
    liked = crowd.likes(now, library)
    assert liked.argmax() == library.energy.argmax()
    assert liked.std() == pytest.approx(1.0)
    # Logit choice: the odds of two are e^(difference / whim).
    first, second = crowd.vote(np.array([0.5, 0.0]), np.random.default_rng(0))
    assert first + second == 2_000
    assert first / second == pytest.approx(np.e, rel=0.15)


def test_a_crowd_without_a_taste_votes_at_random() -> None:
    nobody = Crowd(taste={}, voters=3_000)
    liked = nobody.likes(Columns(imagined(1, 2)), Columns(imagined(3, 1)))
    votes = nobody.vote(liked, np.random.default_rng(0))
    assert votes == pytest.approx([1_000, 1_000, 1_000], rel=0.1)


@pytest.mark.slow
def test_a_simulation_is_what_its_seed_says(shipped: Path) -> None:
    once = simulate(4, seed=1, looks=2, shipped=shipped)
    assert simulate(4, seed=1, looks=2, shipped=shipped) == once
    assert [look.ballots for look in once.voted] == [0, 2, 4]
    assert once.voted[0] == once.control[0]
    assert once.voted != once.control
    assert "12 voters" in once.words()


@pytest.mark.slow
def test_the_champion_comes_to_agree_with_those_who_vote(shipped: Path) -> None:
    run = simulate(100, seed=0, looks=1, shipped=shipped)
    assert run.voted[-1].champion > run.voted[0].champion + 4.0  # points of 100
    assert run.gain > 4.0
    assert run.voted[-1].crowned
