"""Names people can remember, nobody's twice among the living."""

from planner.tournament.names import FAMILY, FIRST, child_name, founder_name


def test_founders_are_of_families_of_their_own() -> None:
    taken: list[str] = []
    for seed in range(len(FAMILY)):
        taken.append(founder_name(seed, taken))
    assert len({name.split()[1] for name in taken}) == len(FAMILY)
    assert founder_name(0, taken) not in taken


def test_a_child_is_of_the_winners_family_with_a_name_of_its_own() -> None:
    taken = [f"{first} Otter" for first in FIRST if first != "Zesty"]
    assert child_name("Amber Otter", 5, taken) == "Zesty Otter"
    assert child_name("Amber Otter", 5, []) == child_name("Amber Otter", 5, [])
