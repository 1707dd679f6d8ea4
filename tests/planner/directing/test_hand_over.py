"""What the engine is told of a track beside its clips: where its phrases end."""

from planner.directing.entry import Entry
from planner.directing.hand_over import opening, phrase_ends
from tests.support.tracks import made_track

RATE = 1_000
TRACK = made_track("a", bpm=120.0, seconds=100.0)  # a phrase of eight bars is 16 s


def test_phrases_end_where_they_are_heard() -> None:
    entry = Entry(track="a", pcm="a.f32", lane=0, at=50_000, source=20_000, end=130_000)
    assert phrase_ends(TRACK, entry, RATE) == [62_000, 78_000, 94_000, 110_000, 126_000]


def test_the_first_track_of_all_brings_its_phrases() -> None:
    _, splice = opening(TRACK, "a.f32", 100 * RATE, 7, target_lufs=-16.0, sample_rate=RATE)
    assert splice.phrases == [16_007, 32_007, 48_007, 64_007, 80_007, 96_007]
