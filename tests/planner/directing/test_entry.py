"""What plays when nothing more is decided, read off the programme."""

from msgspec.structs import replace

from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Programme
from planner.directing.entry import last_entry, still_plays


def body(at: int, length: int, *, source: int = 0, part: str = "body", lane: int = 0, track: str = "a") -> Clip:
    return Clip(
        at=at, length=length, lane=lane, pcm=f"{track}.f32", map=plain_map(length, source), track=track, part=part
    )


def test_only_the_ident_is_nothing() -> None:
    ident = Clip(at=0, length=100, lane=0, pcm="ident", map=plain_map(100, 0), part="ident")
    assert last_entry(Programme(clips=[ident]), 0) is None


def test_the_body_that_ends_last_is_what_goes_on() -> None:
    seam = body(100, 50, part="seam", lane=4, track="b")
    found = last_entry(Programme(clips=[body(0, 150), seam, body(150, 500, source=60, lane=4, track="b")]), 10)
    assert found is not None
    assert (found.track, found.at, found.source, found.end, found.lane) == ("b", 150, 60, 650, 4)
    assert found.heard_at(100) == 190
    assert found.source_at(190) == 100


def test_of_the_safety_tracks_rounds_the_first_that_can_still_be_left() -> None:
    rounds = [body(at, 120, part="fallback", lane=14 + number % 2) for number, at in enumerate((0, 100, 200, 300))]
    found = last_entry(Programme(clips=rounds), horizon=130)
    assert found is not None
    assert found.at == 100


def test_what_is_over_before_the_horizon_is_nothing_to_go_on_from() -> None:
    assert last_entry(Programme(clips=[body(0, 100)]), horizon=100) is None


def test_an_entry_that_was_cut_no_longer_plays() -> None:
    whole = Programme(clips=[body(0, 500)])
    entry = last_entry(whole, 0)
    assert entry is not None
    assert still_plays(whole, entry)
    assert not still_plays(Programme(clips=[body(0, 300)]), entry)


def test_the_level_on_air_is_the_level_that_is_left() -> None:
    loud = replace(body(0, 500), gain_db=-3.5)
    entry = last_entry(Programme(clips=[loud]), 0)
    assert entry is not None
    assert entry.gain_db == -3.5
