"""A track that is held goes round by phrases."""

import numpy as np
import pytest
from msgspec.structs import replace

from engine.mixing import offline
from engine.programme.decks import DECKS, NOBODYS
from engine.programme.programme import Programme
from planner.directing.entry import Entry, last_entry
from planner.directing.hand_over import body
from planner.directing.rounds import next_round
from tests.support.mixing import RATE, Shelf, noise
from tests.support.tracks import made_track

TRACK = made_track("a", bpm=120.0, seconds=100.0)  # a phrase of eight bars is 16 s
ENTRY = Entry(track="a", pcm="a.f32", lane=0, at=50_000, source=20_000, end=130_000)  # 1,000 frames a second


def test_it_goes_back_from_the_last_phrase_that_leaves_room_for_a_seam() -> None:
    following = next_round(ENTRY, TRACK, 60_000, 20_000, 1_000)
    assert following is not None
    assert following.join == 10
    assert following.entry == replace(ENTRY, lane=1, at=50_000 + 80_000 - 20_000 - 10, source=15_990, end=194_000)
    again = next_round(following.entry, TRACK, 110_000, 20_000, 1_000)
    assert again is not None
    assert (again.entry.lane, again.entry.source) == (0, 15_990)
    assert again.entry.at - following.entry.at == 64_000


def test_where_that_is_settled_it_goes_back_by_a_plain_fade_in_time() -> None:
    following = next_round(ENTRY, TRACK, 120_000, 20_000, 1_000)
    assert following is not None
    assert (following.join, following.entry.at, following.entry.source) == (2_000, 120_000, 26_000)


def test_without_phrases_it_goes_back_by_a_plain_fade() -> None:
    bare = replace(TRACK, analysis=replace(TRACK.analysis, phrases=[]))
    following = next_round(ENTRY, bare, 60_000, 20_000, 1_000)
    assert following is not None
    assert (following.join, following.entry.at, following.entry.source) == (2_000, 110_000, 16_000)


def test_the_safety_track_goes_round_by_itself() -> None:
    assert next_round(replace(ENTRY, lane=NOBODYS[0]), TRACK, 60_000, 20_000, 1_000) is None


@pytest.mark.parametrize("lane", [0, 5])
def test_it_is_heard_as_one_phrase_behind_the_other(shelf: Shelf, lane: int) -> None:
    played = noise(100 * RATE, 0.1)
    path = shelf.store(played)
    entry = Entry(track="a", pcm=path, lane=lane, at=0, source=0, end=100 * RATE)
    following = next_round(entry, TRACK, 70 * RATE, 20 * RATE, RATE)
    assert following is not None
    programme = Programme(clips=[body(entry)])
    programme.splice(following.splice(entry, TRACK, RATE), 0)
    assert last_entry(programme, 0) == following.entry
    assert {clip.lane for clip in programme.clips} <= {*DECKS[lane // 4].lanes}
    start = 79 * RATE
    heard = offline.render(programme, start, 2 * RATE, RATE, master=False)
    join = following.join
    assert np.array_equal(heard[64 : RATE - join], played[start + 64 : 80 * RATE - join])
    assert np.array_equal(heard[RATE + 1 :], played[16 * RATE + 1 : 17 * RATE])
    assert programme.phrases[:2] == [80 * RATE, following.entry.heard_at(32 * RATE)]
