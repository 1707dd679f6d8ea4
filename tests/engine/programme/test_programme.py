"""The programme: splices, the horizon, lanes, marks; at sample rate 1 a frame is a second."""

import pytest

from engine.errors import ProgrammeError
from engine.programme.beats import Beats
from engine.programme.clip import Clip, plain_map
from engine.programme.programme import Mark, Programme, Splice


def clip(at: int, length: int, lane: int = 0) -> Clip:
    return Clip(at=at, length=length, lane=lane, pcm="a.f32", map=plain_map(length, 0), track="a")


def splice(at: int, *clips: Clip, marks: tuple[Mark, ...] = ()) -> Splice:
    return Splice(at=at, clips=list(clips), marks=list(marks))


def test_a_splice_cuts_what_sounds_and_drops_what_comes_later() -> None:
    programme = Programme()
    programme.splice(splice(0, clip(0, 100), clip(100, 100)), horizon=0)
    programme.splice(splice(60, clip(60, 500, lane=4)), horizon=50)
    assert [(one.at, one.length, one.lane) for one in programme.clips] == [(0, 60, 0), (60, 500, 4)]
    assert programme.end == 560


def test_what_is_settled_stays() -> None:
    programme = Programme()
    programme.splice(splice(0, clip(0, 100)), horizon=0)
    with pytest.raises(ProgrammeError, match="settled"):
        programme.splice(splice(40, clip(40, 100)), horizon=50)
    assert programme.clips == [clip(0, 100)]


@pytest.mark.parametrize(
    "wrong",
    [
        splice(10, clip(5, 100)),
        splice(10, clip(10, 0)),
        splice(10, clip(10, 10, lane=128)),
        splice(10, clip(10, 50), clip(40, 50)),
        splice(10, Clip(at=10, length=5, lane=0, pcm="a", map=((0, 0.0),))),
        splice(10, Clip(at=10, length=5, lane=0, pcm="a", map=((3, 0.0), (5, 2.0)))),
        splice(10, Clip(at=10, length=5, lane=0, pcm="a", map=((0, 0.0), (0, 2.0)))),
        Splice(at=10, clips=[clip(10, 50)], marks=[], phrases=[9]),
        Splice(at=10, clips=[clip(10, 50)], marks=[], phrases=list(range(10, 20_000))),
        Splice(at=10, clips=[clip(10, 50)], marks=[], beats=[Beats(frames=[9, 12])]),
        Splice(at=10, clips=[clip(10, 50)], marks=[], beats=[Beats(frames=[12, 12])]),
        Splice(at=10, clips=[clip(10, 50)], marks=[], beats=[Beats(frames=[12, 14]), Beats(frames=[13])]),
        Splice(at=10, clips=[clip(10, 50)], marks=[], beats=[Beats(frames=[12], bar=0)]),
        Splice(at=10, clips=[clip(10, 50)], marks=[], beats=[Beats(frames=list(range(10, 50_000)))]),
    ],
)
def test_a_refused_splice_changes_nothing(wrong: Splice) -> None:
    programme = Programme()
    programme.splice(splice(0, clip(0, 100)), horizon=0)
    with pytest.raises(ProgrammeError):
        programme.splice(wrong, horizon=0)
    assert programme.clips == [clip(0, 100)]


def test_beats_are_those_of_whoever_leads_and_keep_their_count() -> None:
    programme = Programme()
    first, second = Beats(frames=[0, 20, 40, 60, 80], number=3), Beats(frames=[70, 90], bar=3)
    programme.splice(Splice(at=0, clips=[clip(0, 100)], marks=[], beats=[first]), horizon=0)
    programme.splice(Splice(at=60, clips=[clip(60, 500, lane=4)], marks=[], beats=[second]), horizon=50)
    assert programme.copy().beats == [Beats(frames=[0, 20, 40], number=3), second]
    programme.forget(30)
    assert programme.beats == [Beats(frames=[40], number=5), second]
    programme.forget(75)
    assert programme.beats == [Beats(frames=[90], number=1, bar=3)]


def test_the_track_on_air_is_the_last_mark_passed_and_is_not_forgotten() -> None:
    programme = Programme()
    marks = (Mark(at=0, kind="track", track="a"), Mark(at=80, kind="track", track="b"))
    programme.splice(splice(0, clip(0, 200), marks=marks), horizon=0)
    programme.forget(50)
    on_air = programme.track_at(60)
    assert on_air is not None
    assert on_air.track == "a"
    programme.forget(300)
    assert [mark.track for mark in programme.marks] == ["b"]
    assert programme.clips == []


def test_a_mark_ends_where_a_splice_cuts_what_it_tells_of() -> None:
    ident, track = Mark(at=0, kind="ident", length=1000), Mark(at=0, kind="track", track="a", length=1000)
    programme = Programme(marks=[ident, track])
    programme.splice(splice(300), horizon=0)
    assert [(mark.kind, mark.length) for mark in programme.marks] == [("ident", 300), ("track", 1000)]


def test_phrases_end_where_the_last_splice_says_and_are_forgotten_once_heard() -> None:
    programme = Programme()
    programme.splice(Splice(at=0, clips=[clip(0, 100)], marks=[], phrases=[32, 64, 96]), horizon=0)
    programme.splice(Splice(at=64, clips=[clip(64, 100)], marks=[], phrases=[70, 102]), horizon=0)
    assert programme.phrases == programme.copy().phrases == programme.until(80).phrases == [32, 70, 102]
    programme.forget(40)
    assert programme.phrases == [70, 102]
