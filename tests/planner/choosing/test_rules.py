"""Rules veto with reasons, and never everything."""

import numpy as np
import pytest

from planner.catalogue.track import Track
from planner.choosing.columns import Columns
from planner.choosing.history import Played
from planner.choosing.occasion import Occasion
from planner.choosing.rules import Block, Rules, Ruling, judge
from tests.planner.choosing.made import track

NOW = 1_000_000.0


def played(track: Track, minutes_ago: float) -> Played:
    return Played(track=track.id, artist=track.tags.artist, title=track.tags.title, at=NOW - 60 * minutes_ago)


def rule(library: list[Track], rules: Rules | None = None, **occasion: object) -> Ruling:
    situation = Occasion(**{"at": NOW, "minute": 600.0, **occasion})  # type: ignore[arg-type]
    return judge(situation, Columns(library), rules or Rules())


def allowed(library: list[Track], ruling: Ruling) -> set[str]:
    return {library[row].id for row in np.flatnonzero(ruling.allowed)}


def reasons(ruling: Ruling) -> dict[str, str]:
    return {veto.track: f"{veto.rule}: {veto.reason}" for veto in ruling.vetoes}


def test_every_name_of_an_artist_line_is_separated() -> None:
    library = [track("a", artist="Ada"), track("b", artist="Bob feat. Ada"), track("c", artist="Cid")]
    guest = track("x", artist="Dan & Ada vs. Eve")
    ruling = rule(library, history=[played(guest, 119)])
    assert allowed(library, ruling) == {"c"}
    assert reasons(ruling)["b"] == "artist separation: an artist of it was played 119 min ago, wanted 120 min"
    assert allowed(library, rule(library, history=[played(guest, 121)])) == {"a", "b", "c"}


def test_versions_of_a_title_are_separated() -> None:
    library = [track("a", title="Strobe (Club Edit)"), track("b", title="Other")]
    ruling = rule(library, history=[played(track("x", title="Strobe - Radio Edit"), 30)])
    assert allowed(library, ruling) == {"b"}
    assert ruling.counts == {"title separation": 1}


def test_a_retagged_file_is_the_same_title() -> None:
    library = [track("a"), track("b")]
    renamed = Played(track="a", artist="someone", title="something", at=NOW - 60)
    assert allowed(library, rule(library, history=[renamed])) == {"b"}


def test_a_settled_track_counts_before_it_is_heard() -> None:
    library = [track("a"), track("b")]
    assert allowed(library, rule(library, history=[played(library[0], -5)])) == {"b"}


def test_nobody_is_not_an_artist() -> None:
    library = [track("a", artist="Various Artists"), track("b", artist="Various Artists")]
    ruling = rule(library, history=[played(library[0], 10)])
    assert allowed(library, ruling) == {"b"}


def test_too_short_and_the_same_track() -> None:
    library = [track("a", duration=20.0), track("b"), track("c")]
    ruling = rule(library, now=library[1])
    assert allowed(library, ruling) == {"c"}
    assert reasons(ruling) == {
        "a": "too short: 20 s long, 45 s are needed for two transitions",
        "b": "same track: it is the one on air",
    }


@pytest.mark.parametrize(
    ("block", "minute", "left"),
    [
        (Block(artist="ADA"), 0, {"b", "c"}),
        (Block(title="title b"), 0, {"a", "c"}),
        (Block(artist="Ada", title="title b"), 0, {"a", "b", "c"}),
        (Block(artist="Ada", start=1320, end=360), 300, {"b", "c"}),
        (Block(artist="Ada", start=1320, end=360), 400, {"a", "b", "c"}),
        (Block(), 0, {"a", "b", "c"}),
    ],
)
def test_the_block_list_has_windows(block: Block, minute: float, left: set[str]) -> None:
    library = [track("a", artist="Ada & Eve"), track("b"), track("c")]
    assert allowed(library, rule(library, Rules(blocks=(block,)), minute=minute)) == left


def test_a_small_library_keeps_as_much_distance_as_it_can() -> None:
    library = [track(name) for name in "abcdefgh"]
    history = [played(one, 4.0 * (place + 1)) for place, one in enumerate(library)]
    ruling = rule(library, history=history)
    assert allowed(library, ruling) == {"h"}  # the least recently played one
    assert ruling.relaxed == ["all was played within 120 min: what was 32 min ago or more"]
    assert allowed(library, rule(library, history=history, wanted=3)) == {"f", "g", "h"}
    # Never closer than half of what could be, however many are wanted.
    assert allowed(library, rule(library, history=history, wanted=8)) == {"d", "e", "f", "g", "h"}


def test_separation_holds_while_one_track_can_keep_it() -> None:
    library = [track(name) for name in "abc"]
    history = [played(library[0], 10), played(library[1], 110)]
    ruling = rule(library, history=history, wanted=3)
    assert allowed(library, ruling) == {"c"}
    assert not ruling.relaxed
    # A nominated track does not open the door for one that breaks a rule.
    assert allowed(library, rule(library, history=history, wanted=3, without=frozenset("c"))) == set()


def test_a_library_of_one_artist_still_separates_titles() -> None:
    library = [track(name, artist="Ada") for name in "abcd"]
    ruling = rule(library, history=[played(library[0], 1), played(library[1], 5)])
    assert allowed(library, ruling) == {"c", "d"}
    assert ruling.relaxed == ["no artist has rested for 120 min: those of 1 min ago or more"]


def test_long_rested_artists_come_first_when_none_has_rested_enough() -> None:
    library = [track(f"{artist}{i}", artist=artist) for artist in ("ada", "bob", "cid") for i in range(2)]
    history = [played(library[0], 60), played(library[2], 20), played(library[4], 3)]
    assert allowed(library, rule(library, history=history)) == {"ada1"}


@pytest.mark.parametrize(
    ("library", "rules", "word"),
    [
        ([track("a")], Rules(), "same track"),
        ([track("a", duration=10.0), track("b", duration=5.0)], Rules(), "too short"),
        ([track("a"), track("b")], Rules(blocks=(Block(title="title a"), Block(title="title b"))), "block list"),
    ],
)
def test_never_everything(library: list[Track], rules: Rules, word: str) -> None:
    ruling = rule(library, rules, now=library[0], history=[played(one, 1) for one in library])
    assert ruling.allowed.any()
    assert word in ruling.relaxed[0]


def test_no_library_no_choice() -> None:
    assert not rule([]).allowed.any()


def test_a_long_run_in_a_small_library_rotates() -> None:
    """Forty draws from ten tracks: nothing comes back before more than half of the others were heard."""
    library = [track(f"{i}") for i in range(10)]
    columns, history = Columns(library), []
    for step in range(40):
        at = NOW + 240.0 * step
        occasion = Occasion(at=at, minute=0.0, history=history, wanted=3)
        ruling = judge(occasion, columns, Rules())
        options = np.flatnonzero(ruling.allowed)
        pick = library[options[step % len(options)]]
        assert pick.id not in {one.track for one in history[-5:]}
        history.append(Played(track=pick.id, artist=pick.tags.artist, title=pick.tags.title, at=at))
