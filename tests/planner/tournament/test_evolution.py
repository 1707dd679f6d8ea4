"""What a match does to a population."""

from planner.tournament.bracket import Round
from planner.tournament.breed import Breeding
from planner.tournament.competitor import Competitor
from planner.tournament.evolution import Evolved, evolve
from planner.tournament.match import Reign, match_of
from planner.tournament.population import Population
from tests.planner.tournament.builders import closed, competitor, match, population

BREEDING = Breeding()


def after(evolved: Evolved, id: str) -> Competitor:
    return next(one for one in evolved.changed if one.id == id)


def four(champion_mu: float = 25.0) -> Population:
    return population(
        competitor("champion", champion_mu), competitor("a", 24.0), competitor("b", 20.0), competitor("c", 26.0)
    )


def test_a_ballot_is_a_match_by_whose_tracks_got_the_votes() -> None:
    living = four().living
    assert match_of(closed("1", {"champion": 0, "a": 0}), 1.0, living) is None
    assert match_of(closed("1", {"champion": 3}), 1.0, living) is None
    assert match_of(closed("1", {"dead": 3, "a": 1, "b": 1}), 1.0, living) is None
    found = match_of(closed("1", {"champion": 1, "a": 3, "dead": 1, "b": 0}), 1.0, living)
    assert found is not None
    assert (found.winner, found.votes) == ("a", {"champion": 1, "a": 3, "b": 0})


def test_the_losing_one_that_is_worst_dies_for_a_child_of_the_winners() -> None:
    evolved = evolve(four(), match({"champion": 0, "a": 3, "b": 1, "c": 1}), BREEDING)
    assert evolved.match.replaced == "b"
    assert not after(evolved, "b").alive
    child = after(evolved, evolved.match.child)
    assert child.parents == ("a", "b")
    assert child.generation == 1
    assert child.alive
    assert (child.birth.how, child.birth.ballot) == ("bred", "1")
    assert child.birth.votes == {"champion": 0, "a": 3, "b": 1, "c": 1}
    assert child.born_at == 100.0
    assert child.name.split()[1] == "A"
    assert 20.0 < child.rating.mu < 25.5
    assert child.rating.sigma > after(evolved, "a").rating.sigma


def test_the_size_of_a_population_stays() -> None:
    before = four()
    evolved = evolve(before, match({"champion": 2, "a": 1, "b": 1, "c": 1}), BREEDING)
    living = {**before.living, **{one.id: one for one in evolved.changed}}
    assert sum(one.alive for one in living.values()) == 4


def test_wins_and_losses_are_counted_and_draws_are_neither() -> None:
    evolved = evolve(four(), match({"champion": 2, "a": 2, "c": 1}), BREEDING)
    assert (after(evolved, "champion").wins, after(evolved, "champion").losses) == (6, 5)
    assert (after(evolved, "a").wins, after(evolved, "a").losses) == (5, 5)
    assert (after(evolved, "c").wins, after(evolved, "c").losses) == (5, 6)
    drawn = evolve(four(), match({"champion": 2, "a": 2}), BREEDING)
    assert after(drawn, "champion").matches == 10
    assert drawn.offspring is None


def test_a_champion_that_loses_lives_on() -> None:
    evolved = evolve(four(10.0), match({"champion": 0, "a": 3}), BREEDING)
    assert evolved.match.replaced == ""
    assert after(evolved, "champion").alive


def test_a_challenger_is_crowned_when_the_interval_says_so() -> None:
    before = population(competitor("champion", 20.0), competitor("a", 25.0), competitor("b"))
    evolved = evolve(before, match({"champion": 0, "a": 3}), BREEDING)
    assert evolved.match.crowned == "a"
    assert evolved.reign is not None
    assert (evolved.reign.champion, evolved.reign.former) == ("a", "champion")
    assert evolved.reign.matches_before == 11
    assert evolved.match.replaced == ""  # the former champion is spared while it may come back


def test_a_champion_that_the_votes_do_not_bear_out_is_rolled_back() -> None:
    reign = Reign(champion="new", since=0.0, former="old", matches_before=6)
    before = population(competitor("new", 22.0), competitor("old", 25.0), competitor("b"), reign=reign)
    evolved = evolve(before, match({"new": 0, "old": 3}), BREEDING)
    assert evolved.match.crowned == "old"
    assert evolved.reign is not None
    assert evolved.reign.former == ""
    assert "better" in evolved.reign.why
    late = Reign(champion="new", since=0.0, former="old", matches_before=-90)
    before = population(competitor("new", 22.0), competitor("old", 24.0), competitor("b"), reign=late)
    assert evolve(before, match({"new": 0, "old": 3}), BREEDING).reign is None


def test_the_brackets_losers_wait_and_then_have_a_hybrid() -> None:
    living = [competitor(id, mu) for id, mu in (("boss", 25), ("c1", 25), ("c2", 18), ("c3", 24), ("c4", 22))]
    first = population(*living, round=Round(1, "c1", "c2", "nothing"))
    assert evolve(first, match({"boss": 0, "c1": 2, "c2": 1}), BREEDING).offspring is None
    third = population(*living, round=Round(3, "c1", "c4", "hybrid", beaten=("c2", "c3")))
    evolved = evolve(third, match({"boss": 5, "c1": 2, "c4": 1}), BREEDING)
    assert (evolved.match.round, evolved.match.contender, evolved.match.beaten) == (3, "c1", "c4")
    child = after(evolved, evolved.match.child)
    assert child.birth.how == "hybrid"
    assert set(child.parents) == {"c3", "c4"}
    assert evolved.match.replaced == "c2"
    assert not after(evolved, "c2").alive
    fourth = population(*living, round=Round(4, "c1", "c4", "child", beaten=("c2", "c3")))
    evolved = evolve(fourth, match({"boss": 5, "c1": 1, "c4": 2}), BREEDING)
    assert evolved.match.replaced == "c1"  # beaten, while c4 goes on to meet the boss


def test_who_meets_next_in_the_bracket_is_spared() -> None:
    living = [competitor(id, mu) for id, mu in (("boss", 25), ("c1", 10), ("c2", 18), ("c3", 24))]
    waiting = population(*living, round=Round(1, "c1", "c2", "nothing"))
    evolved = evolve(waiting, match({"boss": 3, "c1": 1, "c3": 1}), BREEDING)  # not that round's pair
    assert evolved.match.round == 0
    assert evolved.match.replaced == "c3"


def test_who_nominates() -> None:
    pair = population(*four().living.values(), round=Round(1, "b", "a", "nothing"))
    assert [one.id for one in pair.nominators(4)] == ["champion", "b", "a"]
    strong = competitor("strong", 29.0, sigma=1.0)
    fresh = competitor("fresh", 22.0, sigma=8.0)
    later = population(competitor("champion"), competitor("x", 24.0), strong, fresh)
    assert [one.id for one in later.nominators(3)] == ["champion", "strong", "fresh"]
    assert [one.id for one in later.nominators(1)] == ["champion"]
    assert len(later.nominators(9)) == 4
    reign = Reign(champion="champion", since=0.0, former="x", matches_before=9)
    probation = population(*later.living.values(), reign=reign)
    assert [one.id for one in probation.nominators(3)] == ["champion", "x", "strong"]
