"""Versions of a song are never on both sides, and pairs are of all kinds."""

from itertools import islice

from planner.choosing import tempo
from planner.training.pairs import pairings
from planner.training.split import HELD_OUT_SHARE, held_out, song
from tests.planner.choosing.made import track


def test_versions_are_one_song() -> None:
    one = track("a", artist="Ada", title="Strobe")
    other = track("b", artist="ADA", title="Strobe (Club Edit)")
    assert song(one) == song(other) != song(track("c", artist="Bob", title="Strobe"))


def test_the_share_held_out_and_its_steadiness() -> None:
    names = [f"song {i}" for i in range(2_000)]
    held = [held_out(name, 1) for name in names]
    assert abs(sum(held) / len(held) - HELD_OUT_SHARE) < 0.03
    assert held == [held_out(name, 1) for name in names]
    assert held != [held_out(name, 2) for name in names]


LIBRARY = [track(f"t{i}", title=f"song {i // 2}", artist="Ada", bpm=90.0 + i) for i in range(60)]


def test_pairs_stay_on_their_side_and_are_never_one_song() -> None:
    found = list(islice(pairings(LIBRARY, song, 3), 400))
    for pairing in found:
        assert held_out(song(pairing.a), 3) == held_out(song(pairing.b), 3)
        assert song(pairing.a) != song(pairing.b)
    assert 0.2 < sum(held_out(song(pairing.a), 3) for pairing in found) / 400 < 0.4


def test_good_and_bad_pairs_and_all_kinds_of_places() -> None:
    found = list(islice(pairings(LIBRARY, song, 3), 400))
    stretches = [abs(tempo.fold(one.a.analysis.bpm, one.b.analysis.bpm)[0] - 1.0) for one in found]
    assert sum(stretch <= tempo.NORMAL_STRETCH for stretch in stretches) > 240
    assert sum(stretch > tempo.MOST_STRETCH for stretch in stretches) > 20
    natural = sum(one.earliest == one.entry == 0.0 for one in found)
    assert 150 < natural < 250


def test_the_seed_decides_the_order_and_the_library_s_order_does_not() -> None:
    one = list(islice(pairings(LIBRARY, song, 5), 20))
    assert one == list(islice(pairings(LIBRARY[::-1], song, 5), 20))
    assert one != list(islice(pairings(LIBRARY, song, 6), 20))


def test_no_two_songs_no_pairs() -> None:
    assert list(pairings(LIBRARY[:2], song, 0)) == []
