"""Which lane belongs to whom."""

from engine.programme.clip import LANES
from engine.programme.decks import DECKS, NOBODYS, STEMS, deck_named, deck_of, table


def test_no_lane_belongs_to_both_decks_and_the_rest_to_none() -> None:
    mine = [{*deck.lanes, *deck.echoes} for deck in DECKS]
    assert not mine[0] & mine[1]
    assert sorted([*mine[0], *mine[1], *NOBODYS]) == list(range(LANES))
    assert NOBODYS[:2] == (LANES - 1, LANES - 2)


def test_a_deck_has_its_stems_and_room_for_echoes() -> None:
    for deck in DECKS:
        assert len(deck.lanes) == STEMS
        assert len(deck.echoes) >= 2
        assert deck_of(deck.first) is deck_of(deck.echoes[-1]) is deck_named(deck.name) is deck.other.other is deck
    assert deck_of(LANES - 1) is None


def test_the_renderers_table_says_the_same() -> None:
    told = table()
    assert told.shape == (LANES, 2)
    for lane, (deck, stem) in enumerate(told):
        mine = deck_of(lane)
        assert deck == (DECKS.index(mine) if mine else -1)
        assert stem == (mine.lanes.index(lane) if mine and lane in mine.lanes else -1)
