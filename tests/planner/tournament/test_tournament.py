"""The whole loop on real weights: founding, ballots, children on the disk, restarts, and what is lost."""

from pathlib import Path

import pytest

from engine.errors import ModelError
from planner.choosing.scorer import Scorer
from planner.database import Database
from planner.schema import PlannerVersion
from planner.tournament.breed import Breeding
from planner.tournament.register import Register
from planner.tournament.tournament import Tournament
from tests.planner.tournament.builders import closed, weights


def opened(folder: Path, seed: int = 0) -> Tournament:
    models = folder / "models"
    models.mkdir(parents=True, exist_ok=True)
    shipped = folder / "shipped.onnx"
    if not shipped.exists():
        weights(shipped)
    register = Register(Database(folder / "planner.db", PlannerVersion, write=True))
    return Tournament(register, models, shipped=shipped, breeding=Breeding(seed=seed), clock=lambda: 50.0)


@pytest.fixture
def tournament(tmp_path: Path) -> Tournament:
    founded = opened(tmp_path)
    founded.found()
    return founded


def play(tournament: Tournament, ballots: int, start: int = 0) -> None:
    """Ballots that the second nominator always wins."""
    for number in range(start, start + ballots):
        ids = [one.id for one in tournament.nominators(4)]
        votes = {id: 5 if place == 1 else 1 for place, id in enumerate(ids)}
        assert tournament.closed(closed(str(number), votes)) is not None


def test_before_the_founding_there_is_no_champion(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="found the tournament first"):
        opened(tmp_path).champion()


def test_the_founding(tournament: Tournament, tmp_path: Path) -> None:
    living = tournament.register.living()
    assert len(living) == 5
    champion = tournament.champion()
    assert tournament.weights(champion).read_bytes() == (tmp_path / "shipped.onnx").read_bytes()
    assert len({tournament.weights(one).read_bytes() for one in living}) == 5
    assert len({str(one.taste) for one in living}) == 5
    assert len({one.name for one in living}) == 5
    for one in living:
        Scorer(tournament.weights(one))
    tournament.found()
    assert tournament.register.living() == living


def test_a_ballot_breeds_a_child_whose_weights_are_there(tournament: Tournament) -> None:
    play(tournament, 8)
    living = tournament.register.living()
    assert len(living) == 5
    assert max(one.generation for one in living) >= 2
    for one in living:
        Scorer(tournament.weights(one))
    assert [one.round for one in tournament.register.matches(8)] == [0, 0, 0, 5, 4, 3, 2, 1]


def test_the_same_ballot_counts_once(tournament: Tournament) -> None:
    ids = [one.id for one in tournament.nominators(4)]
    ballot = closed("1", {id: place for place, id in enumerate(ids)})
    first = tournament.closed(ballot)
    before = tournament.register.living()
    assert tournament.closed(ballot) == first
    assert tournament.register.living() == before


def test_a_ballot_without_votes_changes_nothing(tournament: Tournament) -> None:
    before = tournament.register.living()
    assert tournament.closed(closed("1", {one.id: 0 for one in before})) is None
    assert tournament.register.living() == before
    assert tournament.register.matches(1) == []


def test_a_restart_goes_on_where_it_was(tmp_path: Path) -> None:
    for name in ("a", "b"):
        opened(tmp_path / name).found()
    once = opened(tmp_path / "a")
    play(once, 9)
    for number in range(9):
        play(opened(tmp_path / "b"), 1, start=number)
    again = opened(tmp_path / "b")
    assert again.register.living() == once.register.living()
    assert again.register.matches(99) == once.register.matches(99)
    for one in once.register.living():
        assert once.weights(one).read_bytes() == again.weights(one).read_bytes()


def test_a_child_that_can_not_be_bred_is_no_match(tournament: Tournament) -> None:
    play(tournament, 3)
    for one in tournament.register.living():
        tournament.weights(one).write_bytes(b"damaged")
    before = tournament.register.living()
    ids = [one.id for one in tournament.nominators(4)]
    with pytest.raises(ModelError):
        tournament.closed(closed("9", {id: place for place, id in enumerate(ids)}))
    assert tournament.register.living() == before


def test_lost_weights_are_the_shipped_ones_again(tournament: Tournament, tmp_path: Path) -> None:
    challenger = tournament.register.living()[2]
    tournament.weights(challenger).unlink()
    tournament.found()
    assert tournament.weights(challenger).read_bytes() == (tmp_path / "shipped.onnx").read_bytes()


def test_a_champion_that_the_air_does_not_bear_out_goes_back(tournament: Tournament) -> None:
    assert tournament.roll_back("no former") is None
    first = tournament.champion()
    number = 0
    while tournament.champion() == first and number < 60:  # the same challenger wins until it is crowned
        play(tournament, 1, start=number)
        first = tournament.register.competitor(first.id) or first
        number += 1
    crowned = tournament.champion()
    assert crowned.id != first.id
    back = tournament.roll_back("listeners left")
    assert back is not None
    assert tournament.champion().id == back.id == first.id
    assert tournament.register.reigns(1)[0].why == "listeners left"
    assert tournament.roll_back("again") is None


def test_trained_weights_enter_as_a_challenger(tournament: Tournament, tmp_path: Path) -> None:
    champion = tournament.champion()
    entrant = tournament.enter(weights(tmp_path / "trained.onnx", seed=9))
    living = tournament.register.living()
    assert len(living) == 5
    assert entrant in living
    assert tournament.champion() == champion
    assert entrant.birth.how == "entered"
    assert tournament.weights(entrant).read_bytes() == (tmp_path / "trained.onnx").read_bytes()
    (tmp_path / "bad.onnx").write_bytes(b"bad")
    with pytest.raises(ModelError):
        tournament.enter(tmp_path / "bad.onnx")


def test_weights_of_the_long_dead_go_while_their_lineage_stays(tournament: Tournament, tmp_path: Path) -> None:
    (tmp_path / "models" / "mine.onnx").write_bytes(b"the operator's own")
    play(tournament, 40)
    before = {path.stem for path in (tmp_path / "models").glob("*.onnx")}
    tournament.prune(keep_matches=5_000)
    kept = {path.stem for path in (tmp_path / "models").glob("*.onnx")}
    assert {one.id for one in tournament.register.living()} | {"mine"} <= kept
    assert len(kept) < len(before)
    gone = before - kept
    assert set(tournament.register.competitors(gone)) == gone
