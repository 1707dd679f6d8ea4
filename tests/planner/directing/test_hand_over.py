"""What the engine is told of a track beside its clips: where its phrases end."""

import pytest

from engine.programme.decks import DECKS, NOBODYS, Deck, deck_of
from planner.directing.entry import Entry
from planner.directing.hand_over import HandOver, opening, phrase_ends
from planner.transitions.plan import plan
from tests.support.tracks import made_track

RATE = 1_000
TRACK = made_track("a", bpm=120.0, seconds=100.0)  # a phrase of eight bars is 16 s


def test_phrases_end_where_they_are_heard() -> None:
    entry = Entry(track="a", pcm="a.f32", lane=0, at=50_000, source=20_000, end=130_000)
    assert phrase_ends(TRACK, entry, RATE) == [62_000, 78_000, 94_000, 110_000, 126_000]


def test_the_first_track_of_all_brings_its_phrases() -> None:
    _, splice = opening(TRACK, "a.f32", 100 * RATE, 7, target_lufs=-16.0, sample_rate=RATE)
    assert splice.phrases == [16_007, 32_007, 48_007, 64_007, 80_007, 96_007]


@pytest.mark.parametrize(
    ("lane", "leaving", "entering"),
    [(0, DECKS[0], DECKS[1]), (5, DECKS[1], DECKS[0]), (NOBODYS[0], None, DECKS[0])],
)
def test_tracks_take_turns_on_the_decks_and_echoes_stay_on_the_leaving_ones(
    lane: int, leaving: Deck | None, entering: Deck
) -> None:
    other = made_track("b", bpm=131, first=0.2)
    transition = plan(TRACK, other, sample_rate=RATE, target_lufs=-16.0, recipe="echo_out")
    start = round(transition.map_from[0][1])
    made = HandOver(
        leaving=Entry(track="a", pcm="a.f32", lane=lane, at=7, source=0, end=100 * RATE),
        leaving_track=TRACK,
        track=other,
        pcm="b.f32",
        frames=100 * RATE,
        transition=transition,
        at=7 + start,
    )
    clips = made.splice(None).clips
    assert {deck_of(clip.lane) for clip in clips if clip.track == "b"} == {entering}
    assert {deck_of(clip.lane) for clip in clips if clip.part != "echo" and clip.track == "a"} == {leaving}
    echoes = {clip.lane for clip in clips if clip.part == "echo"}
    assert len(echoes) >= 2
    assert echoes <= {*(leaving or entering.other).echoes}
    assert made.entry.lane == entering.first
