"""Five rounds: challengers in turn, a hybrid of the losers, the boss."""

from msgspec.structs import replace

from planner.tournament.bracket import Round, next_round
from planner.tournament.match import Match
from tests.planner.tournament.builders import match

CHALLENGERS = ["c1", "c2", "c3", "c4"]
ALIVE = {"boss", *CHALLENGERS, "hybrid"}


def played(*winners: str) -> list[Match]:
    """The rounds that these won, one after the other."""
    rounds: list[Match] = []
    for winner in winners:
        now = next_round("boss", CHALLENGERS, rounds, ALIVE)
        assert now is not None
        votes = {one: int(one == winner) for one in (*now.pair, "boss")}
        held = now.held(match(votes))
        assert held is not None
        rounds.append(replace(held, child="hybrid" if now.breeds == "hybrid" else ""))
    return rounds


def test_five_rounds() -> None:
    rounds = played("c1", "c3", "c3", "hybrid", "boss")
    assert [(one.round, one.contender, one.beaten) for one in rounds] == [
        (1, "c1", "c2"),
        (2, "c3", "c1"),
        (3, "c3", "c4"),
        (4, "hybrid", "c3"),
        (5, "boss", "hybrid"),
    ]
    assert next_round("boss", CHALLENGERS, rounds, ALIVE) is None


def test_the_losers_wait_for_their_hybrid() -> None:
    breeds = []
    for count in range(5):
        now = next_round("boss", CHALLENGERS, played("c1", "c1", "c1", "c1", "c1")[:count], ALIVE)
        assert now is not None
        breeds.append(now.breeds)
    assert breeds == ["nothing", "nothing", "hybrid", "child", "child"]
    last = next_round("boss", CHALLENGERS, played("c1", "c1", "c1", "c1"), ALIVE)
    assert last is not None
    assert last.beaten == ("c2", "c3", "c4", "hybrid")


def test_even_votes_keep_the_contender() -> None:
    held = Round(1, "c1", "c2", "nothing").held(match({"c2": 2, "c1": 2, "boss": 3}))
    assert held is not None
    assert (held.contender, held.beaten) == ("c1", "c2")


def test_a_ballot_without_one_of_the_pair_is_no_round() -> None:
    assert Round(1, "c1", "c2", "nothing").held(match({"c1": 2, "boss": 3})) is None


def test_without_whom_it_needs_it_is_over() -> None:
    assert next_round("boss", CHALLENGERS, [], ALIVE - {"c2"}) is None
    assert next_round("boss", ["c1"], [], ALIVE) is None
    assert next_round("c1", CHALLENGERS, played("c1", "c1", "c1", "c1"), ALIVE) is None  # crowned already


def test_fewer_challengers_make_a_shorter_one() -> None:
    now = next_round("boss", ["c1", "c2"], [], ALIVE)
    assert now is not None
    assert (now.pair, now.breeds) == (("c1", "c2"), "hybrid")
