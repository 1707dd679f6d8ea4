"""The register keeps lineages, matches and reigns, each line of descent by itself."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from planner.database import Database
from planner.schema import PlannerVersion
from planner.tournament.competitor import Birth, Competitor
from planner.tournament.match import Reign
from planner.tournament.register import Register
from tests.planner.tournament.builders import competitor, match


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(Database(tmp_path / "planner.db", PlannerVersion, write=True))


def child(id: str, *parents: str) -> Competitor:
    return replace(competitor(id), parents=parents, birth=Birth(how="bred", ballot="7", votes={"a": 2}))


def test_nobody_at_first(register: Register) -> None:
    assert register.living() == register.matches(5) == register.standings() == register.bracket() == []
    assert register.champion() is None
    assert register.lineage("a") is None


def test_a_competitor_comes_back_as_it_was_stored(register: Register) -> None:
    register.record([child("c", "a", "b")])
    assert register.competitor("c") == child("c", "a", "b")
    register.record([replace(child("c", "a", "b"), wins=9)])
    assert [one.wins for one in register.living()] == [9]


def test_standings_have_the_champion_first_then_the_surest(register: Register) -> None:
    register.record(
        [competitor("a", 20.0), competitor("b", 30.0, sigma=6.0), competitor("c", 26.0, sigma=1.0)],
        reign=Reign(champion="a", since=5.0, why="founded"),
    )
    register.record([replace(competitor("d"), alive=False)])
    rows = register.standings()
    assert [(row.id, row.champion, row.rating) for row in rows] == [
        ("a", True, 14.0),
        ("c", False, 23.0),
        ("b", False, 12.0),
    ]
    assert (rows[0].matches, rows[0].wins, rows[0].uncertainty) == (10, 5, 2.0)


def test_a_lineage_is_a_tree_with_the_votes_that_bred_it(register: Register) -> None:
    dead = replace(competitor("a"), alive=False)
    register.record([dead, competitor("b"), child("c", "b", "a"), child("d", "c", "b")])
    tree = register.lineage("d")
    assert tree is not None
    assert [one.competitor.id for one in tree.parents] == ["c", "b"]
    assert [one.competitor.id for one in tree.parents[0].parents] == ["b", "a"]
    assert tree.competitor.birth.votes == {"a": 2}
    shallow = register.lineage("d", depth=1)
    assert shallow is not None
    assert shallow.parents[0].parents == ()
    assert register.ancestors(["d"], depth=1) == {"d", "c", "b"}


def test_matches_come_latest_first_and_the_bracket_in_order(register: Register) -> None:
    rounds = [replace(match({"a": 1, "b": 0}, ballot=str(number)), round=number) for number in (1, 2)]
    for one in rounds:
        register.record([], one)
    register.record([], match({"a": 1, "b": 0}, ballot="3"))
    register.record([], replace(match({"a": 9, "b": 0}, ballot="3")))  # told again: the first stays
    assert [one.ballot for one in register.matches(2)] == ["3", "2"]
    assert register.bracket() == rounds
    assert register.match("3") == match({"a": 1, "b": 0}, ballot="3")
    assert register.match("4") is None


def test_reigns_latest_first(register: Register) -> None:
    register.record([competitor("a"), competitor("b")], reign=Reign(champion="a", since=1.0))
    register.record([], reign=Reign(champion="b", since=2.0, former="a"))
    assert [one.champion for one in register.reigns(5)] == ["b", "a"]
    champion = register.champion()
    assert champion is not None
    assert champion.id == "b"


def test_lines_of_descent_do_not_mix(register: Register) -> None:
    house = register.of_line("genre:house")
    register.record([competitor("a")], match({"a": 1, "b": 0}), Reign(champion="a", since=1.0))
    assert house.living() == house.matches(5) == house.reigns(5) == []
    house.record([competitor("h")], match({"h": 1, "b": 0}), Reign(champion="h", since=1.0))
    assert [one.id for one in register.living()] == ["a"]
    assert [one.id for one in house.living()] == ["h"]
    assert [one.winner for one in house.matches(5)] == ["h"]


def test_pruning_keeps_the_living_their_ancestors_and_the_bracket(register: Register) -> None:
    gone = [replace(competitor(id), alive=False) for id in ("old", "ancestor", "older")]
    register.record([*gone, child("kid", "ancestor")])
    register.record([replace(competitor("young"), alive=False)])
    register.record([], replace(match({"a": 1, "b": 0}, ballot="0"), round=1))
    for number in range(1, 6):
        register.record([], match({"a": 1, "b": 0}, ballot=str(number)))
    register.prune(keep_matches=2, keep_dead=2)
    known = register.competitors(["old", "ancestor", "older", "kid", "young"])
    assert set(known) == {"ancestor", "kid", "young"}
    assert [one.ballot for one in register.matches(10)] == ["5", "4", "0"]
    register.record([], match({"a": 1, "b": 0}, ballot="6"))
    assert register.matches(1)[0].ballot == "6"
