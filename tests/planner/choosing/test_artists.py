"""Every name of an artist line counts."""

import pytest

from planner.choosing.artists import names, title_key


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Ada feat. Bob", {"ada", "bob"}),
        ("Ada ft. Bob & Cid vs. Dan", {"ada", "bob", "cid", "dan"}),
        ("Ada, Bob; Cid/Dan", {"ada", "bob", "cid", "dan"}),
        ("Ada x Bob", {"ada", "bob"}),
        ("Ada × Bob", {"ada", "bob"}),
        ("Ada (feat. Bob & Cid)", {"ada", "bob", "cid"}),
        ("Ada w/ Bob", {"ada", "bob"}),
        ("Ada presents Bob", {"ada", "bob"}),
        ("Malcolm X", {"malcolm x"}),
        ("Felix da Housecat", {"felix da housecat"}),
        ("The Beatles", {"beatles"}),
        ("RÓISÍN Murphy", {"roisin murphy"}),
        ("Various Artists", set()),
        ("", set()),
        ("???", {"???"}),
    ],
)
def test_names(line: str, expected: set[str]) -> None:
    assert names(line) == expected


def test_a_guest_in_the_title_counts() -> None:
    assert names("Ada", "Song (feat. Bob) [Remix]") == {"ada", "bob"}


@pytest.mark.parametrize(
    "version", ["Strobe", "STROBE", "Strobe (Club Edit)", "Strobe - Radio Edit", "Strobe [2019 Remaster]"]
)
def test_versions_share_a_title(version: str) -> None:
    assert title_key(version) == "strobe"


def test_a_title_in_brackets_is_not_lost() -> None:
    assert title_key("(untitled)") == "untitled"
    assert title_key("Strobe - Part Two") != title_key("Strobe")
