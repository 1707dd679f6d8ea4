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
    songs = [f"song {i}" for i in range(200)]
    held = held_out(songs, 1)
    assert len(held) == HELD_OUT_SHARE * 200
    assert held == held_out(reversed(songs), 1) != held_out(songs, 2)
    assert len(held - held_out(songs[:-4], 1)) <= 4
    assert len(held_out(songs[:4], 1)) == 2
    assert held_out(songs[:3], 1) == frozenset()


LIBRARY = [track(f"t{i}", title=f"song {i // 2}", artist="Ada", bpm=90.0 + i) for i in range(60)]
HELD = held_out(map(song, LIBRARY), 3)


def test_pairs_stay_on_their_side_and_are_never_one_song() -> None:
    found = list(islice(pairings(LIBRARY, song, HELD, 3), 400))
    for pairing in found:
        assert (song(pairing.a) in HELD) == (song(pairing.b) in HELD)
        assert song(pairing.a) != song(pairing.b)
    assert 0.2 < sum(song(pairing.a) in HELD for pairing in found) / 400 < 0.4


def test_good_and_bad_pairs_and_all_kinds_of_places() -> None:
    found = list(islice(pairings(LIBRARY, song, HELD, 3), 400))
    stretches = [abs(tempo.fold(one.a.analysis.bpm, one.b.analysis.bpm)[0] - 1.0) for one in found]
    assert sum(stretch <= tempo.NORMAL_STRETCH for stretch in stretches) > 240
    assert sum(stretch > tempo.MOST_STRETCH for stretch in stretches) > 20
    natural = sum(one.earliest == one.entry == 0.0 for one in found)
    assert 150 < natural < 250


def test_the_seed_decides_the_order_and_the_library_s_order_does_not() -> None:
    one = list(islice(pairings(LIBRARY, song, HELD, 5), 20))
    assert one == list(islice(pairings(LIBRARY[::-1], song, HELD, 5), 20))
    assert one != list(islice(pairings(LIBRARY, song, HELD, 6), 20))


def test_no_two_songs_no_pairs() -> None:
    assert list(pairings(LIBRARY[:2], song, HELD, 0)) == []
