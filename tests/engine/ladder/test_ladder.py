"""The ladder, at a sample rate of 1: the programme never ends, whatever nobody decides."""

import itertools

import pytest
from msgspec.structs import replace

from engine.ladder.ladder import Ladder, Moment, Reach, Rung, standing
from engine.ladder.lookout import Hole
from engine.ladder.soften import soften
from engine.pcm.safety import Safety, loop
from engine.programme.beats import Beats
from engine.programme.clip import Clip, plain_map
from engine.programme.decks import DECKS, deck_of
from engine.programme.envelope import Envelope
from engine.programme.fades import rest, source_frame, value
from engine.programme.programme import Mark, Programme, Splice

REACH = Reach(threshold=20, fade=8, join=2)
LADDER = Ladder(REACH, ident_frames=12)
SAFETY = Safety(pcm="/s/journal/safety-1.pcm", frames=100, start=4, end=68, track="safe", title="T", artist="A")
START = Moment(floor=0, horizon=2)


def moment(head: int) -> Moment:
    return Moment(floor=head + 1, horizon=head + 12)


def track(at: int, length: int, name: str = "a", part: str = "body") -> Clip:
    return Clip(at=at, length=length, lane=0, pcm=f"/pcm/{name}", map=plain_map(length, 0), track=name, part=part)


def covered(programme: Programme, start: int, end: int) -> bool:
    return all(loudest(programme, frame) > 0.5 for frame in range(start, end))


def loudest(programme: Programme, frame: int) -> float:
    """The sum of the faders' positions at ``frame``: 1 within a crossfade too."""
    return sum(
        clip.envelopes["fader"].at(frame - clip.at) if "fader" in clip.envelopes else 1.0
        for clip in programme.sounding(frame, frame + 1)
    )


def live(head: int, programme: Programme, safety: Safety | None, frames: int) -> list[Rung]:
    """Run the ladder frame by frame, as the engine does, and return the rungs it entered."""
    entered = []
    for frame in range(head, head + frames):
        now = moment(frame)
        step = LADDER.step(programme, now, safety)
        if step:
            assert step.splice.at >= now.floor
            programme.splice(step.splice, step.splice.at)
            entered += [step.rung] if step.entered else []
        assert programme.end > now.horizon
    return entered


def test_a_station_with_nothing_planned_sounds_from_its_first_frame() -> None:
    programme = Programme()
    step = LADDER.step(programme, START, None)
    assert step is not None
    assert (step.rung, step.why, step.splice.at) == (Rung.IDENT, "nothing is planned yet", 0)
    programme.splice(step.splice, 0)
    assert programme.clips[0].at == 0
    assert "fader" not in programme.clips[0].envelopes or programme.clips[0].envelopes["fader"].at(0) == 1
    assert programme.marks == [Mark(at=0, kind="ident", length=programme.end)]
    assert covered(programme, 0, programme.end - REACH.join)


def test_the_ident_goes_round_for_as_long_as_needed() -> None:
    programme = Programme()
    assert live(0, programme, None, 500) == [Rung.IDENT]
    assert covered(programme, 1, 500)
    assert {clip.pcm for clip in programme.clips} == {"ident"}


def test_a_programme_that_reaches_far_is_left_alone() -> None:
    programme = Programme(clips=[track(0, 100)])
    assert LADDER.step(programme, moment(100 - 20 - 12), SAFETY) is None
    assert LADDER.step(programme, moment(100 - 20 - 12 + 1), SAFETY) is not None


def test_when_nothing_follows_the_track_fades_plainly_into_the_safety_track() -> None:
    programme = Programme(clips=[track(0, 100)])
    step = LADDER.step(programme, moment(70), SAFETY)
    assert step is not None
    assert (step.rung, step.splice.at, step.splice.author) == (Rung.SAFETY, 92, "ladder")
    assert "18 frames behind the horizon" in step.why
    programme.splice(step.splice, 82)
    outgoing = [clip for clip in programme.clips if clip.track == "a"][-1]
    incoming = next(clip for clip in programme.clips if clip.track == "safe")
    assert (outgoing.at, outgoing.end, source_frame(outgoing, 0)) == (92, 100, 92)
    assert source_frame(incoming, 0) == SAFETY.start
    for frame in range(92, 100):
        assert loudest(programme, frame) == pytest.approx(1)
    assert programme.marks[-1] == Mark(at=92, kind="track", track="safe", title="T", artist="A")


@pytest.mark.parametrize(
    ("phrases", "at"),
    [
        ([60, 84, 88, 95], 88),  # the last one that leaves the fade its length
        ([60, 95], 92),  # none does: the end
        ([82], 82),  # the horizon itself
        ([81], 92),  # settled
    ],
)
def test_the_fade_into_the_safety_track_begins_with_the_end_of_a_phrase(phrases: list[int], at: int) -> None:
    programme = Programme(clips=[track(0, 100)], phrases=phrases)
    step = LADDER.step(programme, moment(70), SAFETY)
    assert step is not None
    assert step.splice.at == at
    programme.splice(step.splice, 82)
    for frame in range(at, at + 8):
        assert loudest(programme, frame) == pytest.approx(1)
    assert all(clip.end <= at + 8 for clip in programme.clips if clip.track == "a")


def test_a_track_whose_pcm_is_lost_is_left_with_the_phrase_before_that() -> None:
    programme = Programme(clips=[track(0, 1_000)], phrases=[60, 80, 112])
    step = LADDER.step(programme, moment(70), SAFETY, Hole(programme.clips[0], 90))
    assert step is not None
    assert (step.rung, step.splice.at) == (Rung.SAFETY, 80)


def test_the_safety_track_loops_on_its_phrases_without_a_dip() -> None:
    programme = Programme(clips=[track(0, 100)])
    assert live(60, programme, SAFETY, 600) == [Rung.SAFETY]
    for frame in range(0, 660):
        assert loudest(programme, frame) == pytest.approx(1), frame
    rounds = [clip for clip in programme.clips if clip.track == "safe" and source_frame(clip, 0) == SAFETY.start]
    assert {after.at - before.at for before, after in itertools.pairwise(rounds)} == {64}


def test_the_safety_track_brings_its_beats_round_by_round() -> None:
    safety = replace(SAFETY, beats=list(range(4, 68, 8)))
    programme = Programme(clips=[track(0, 100)], beats=[Beats(frames=list(range(0, 100, 10)))])
    live(60, programme, safety, 300)
    own, *rounds = programme.beats
    at = next(clip.at for clip in programme.clips if clip.track == "safe")
    assert own.frames == list(range(0, at, 10))
    assert [run.number for run in rounds] == [0] * len(rounds)  # each begins with a phrase
    frames = [frame for run in rounds for frame in run.frames]
    assert frames == list(range(at, at + 8 * len(frames), 8))
    assert frames[-1] > 300


def test_a_seam_that_goes_on_on_the_plain_tracks_keeps_its_beats() -> None:
    beats = [Beats(frames=list(range(0, 100, 10)))]
    programme = Programme(clips=[track(0, 100, part="seam")], below=[track(50, 50, part="plain")], beats=beats)
    hole = Hole(programme.clips[0], 70, plain=True)
    step = LADDER.step(programme, moment(50), SAFETY, hole)
    assert step is not None
    assert step.rung is Rung.PLAIN
    programme.splice(step.splice, step.splice.at)
    assert [frame for run in programme.beats for frame in run.frames] == beats[0].frames


def test_without_a_safety_track_the_ident_follows() -> None:
    programme = Programme(clips=[track(0, 100)])
    assert live(60, programme, None, 300) == [Rung.IDENT]
    assert covered(programme, 0, 360)


def test_the_ident_makes_room_as_soon_as_there_is_a_safety_track() -> None:
    programme = Programme()
    assert live(0, programme, None, 50) == [Rung.IDENT]
    assert live(50, programme, SAFETY, 50) == [Rung.SAFETY]
    assert standing(programme, 50 + 12 + 2) is Rung.SAFETY
    assert covered(programme, 1, 100)


def test_a_programme_that_has_run_out_goes_on_at_once() -> None:
    programme = Programme(clips=[track(0, 100)])
    step = LADDER.step(programme, moment(150), SAFETY)
    assert step is not None
    assert step.splice.at == 151
    assert next(clip.track for clip in step.splice.clips) == "safe"


def test_a_hole_before_the_horizon_is_filled_from_where_the_programme_ends() -> None:
    programme = Programme(clips=[track(0, 105)])
    step = LADDER.step(programme, moment(100), SAFETY)
    assert step is not None
    assert step.splice.at == 105
    assert [clip for clip in step.splice.clips if clip.track == "a"] == []


def test_what_the_planner_decides_then_fades_the_ladder_out() -> None:
    programme = Programme()
    live(0, programme, None, 5)
    change = Splice(at=20, clips=[track(20, 200)], marks=[])
    softened = soften(programme, change, REACH.join)
    programme.splice(softened, 17)
    tails = [clip for clip in programme.clips if clip.pcm == "ident" and clip.at == 20]
    assert tails
    assert all(clip.end <= 22 and clip.lane != 0 and clip.envelopes["fader"].at(clip.length) == 0 for clip in tails)
    assert standing(programme, 30) is Rung.RENDERED


def test_a_transition_out_of_the_safety_track_is_the_planners_own() -> None:
    programme = Programme(clips=[track(0, 40)])
    live(0, programme, SAFETY, 40)
    going_on = next(clip for clip in programme.clips if clip.track == "safe")
    change = Splice(at=60, clips=[rest(going_on, 60), track(60, 99)], marks=[])
    assert soften(programme, change, REACH.join) == change


@pytest.mark.parametrize("at", [150, 157, 160, 163, 170])
def test_the_loop_may_be_left_in_the_middle_of_its_own_crossfade(at: int) -> None:
    """What sounds adds up to all of it, whichever round the seam goes on with; from 156 to 164 two cross."""
    programme = Programme(clips=[track(0, 100)])
    live(60, programme, SAFETY, 90)
    assert sum(clip.track == "safe" for clip in programme.clips) >= 2
    for round_left in [clip for clip in programme.sounding(at, at + 1) if clip.track == "safe"]:
        tried = Programme(clips=list(programme.clips))
        going_on = Clip(
            at=at,
            length=90,
            lane=0,
            pcm=SAFETY.pcm,
            map=plain_map(90, round(source_frame(round_left, at - round_left.at))),
        )
        tried.splice(soften(tried, Splice(at=at, clips=[going_on], marks=[]), REACH.join), at)
        for frame in range(at - 3, at + 80):
            assert loudest(tried, frame) == pytest.approx(1, abs=0.1), frame


def rendered(programme: Programme) -> Programme:
    """A seam from 100 to 130 out of ``a`` into ``b``: planned on the plain tracks, then on rendered lanes."""
    for part, folder in (("plain", "pcm"), ("seam", "seams")):
        down, up = {"fader": Envelope(((0, 1.0), (30, 0.0)))}, {"fader": Envelope(((0, 0.0), (30, 1.0)))}
        clips = [
            Clip(at=100, length=30, lane=0, pcm=f"/{folder}/a", map=plain_map(30, 0), part=part, envelopes=down),
            Clip(at=100, length=30, lane=4, pcm=f"/{folder}/b", map=plain_map(30, 0), part=part, envelopes=up),
            Clip(at=130, length=200, lane=4, pcm="/pcm/b", map=plain_map(200, 30)),
        ]
        programme.splice(Splice(at=100, clips=clips, marks=[]), 0)
    return programme


def test_where_rendered_lanes_are_lost_the_seam_goes_on_on_the_plain_tracks() -> None:
    programme = rendered(Programme(clips=[track(0, 100)]))
    lost = next(clip for clip in programme.clips if clip.pcm == "/seams/b")
    ladder = Ladder(Reach(threshold=20, fade=8, join=24), ident_frames=12)
    step = ladder.step(programme, moment(90), SAFETY, Hole(lost, 110, plain=True))
    assert step is not None
    assert (step.rung, step.splice.at, step.entered) == (Rung.PLAIN, 107, True)
    assert "/seams/b) is missing from frame 110 on" in step.why
    programme.splice(step.splice, 91)
    for frame in range(95, 330):
        assert loudest(programme, frame) == pytest.approx(1), frame
    assert {clip.pcm for clip in programme.sounding(111, 130)} == {"/pcm/a", "/pcm/b"}
    assert standing(programme, 112) is Rung.PLAIN
    both = [clip.lane for clip in programme.clips if clip.pcm == "/pcm/b"]
    assert len(set(both)) == 1, "the seam and the body behind it join on one lane"
    decks = {clip.pcm[-1]: deck_of(clip.lane) for clip in programme.sounding(111, 130)}
    assert decks == {"a": DECKS[0], "b": DECKS[1]}, "a hand's controls reach them as before"


def test_where_pcm_is_lost_the_safety_track_fades_in_before_it_would_be_missed() -> None:
    programme = rendered(Programme(clips=[track(0, 100)]))
    lost = next(clip for clip in programme.clips if clip.pcm == "/seams/b")
    step = LADDER.step(programme, moment(90), SAFETY, Hole(lost, 110))
    assert step is not None
    assert (step.rung, step.splice.at) == (Rung.SAFETY, 102)
    programme.splice(step.splice, 91)
    assert all(clip.end <= 110 for clip in programme.clips if "safety" not in clip.pcm)
    assert covered(programme, 1, programme.end - REACH.fade)


def test_without_a_safety_track_what_is_lost_is_followed_by_the_ident() -> None:
    programme = Programme(clips=[track(0, 500)])
    step = LADDER.step(programme, moment(90), None, Hole(programme.clips[0], 105))
    assert step is not None
    assert (step.rung, step.splice.at) == (Rung.IDENT, 97)


def test_what_is_lost_now_is_acted_on_once() -> None:
    """The clip is cut where it can be, and is still silent up to there when it is looked at again."""
    programme = Programme(clips=[track(0, 500)])
    hole = Hole(programme.clips[0], 90)
    first = LADDER.step(programme, moment(90), SAFETY, hole)
    assert first is not None
    assert (first.rung, first.splice.at) == (Rung.SAFETY, 91)
    programme.splice(first.splice, 91)
    assert LADDER.step(programme, moment(90), SAFETY, hole) is None
    assert LADDER.step(programme, moment(91), SAFETY, Hole(programme.clips[0], 90)) is None


def test_what_is_lost_far_ahead_is_left_to_the_planner_for_a_while() -> None:
    programme = Programme(clips=[track(0, 500)])
    assert LADDER.step(programme, moment(90), SAFETY, Hole(programme.clips[0], 300)) is None


def test_rungs_are_numbered_from_the_best() -> None:
    assert [(rung.number, rung.value) for rung in Rung] == [(1, "rendered"), (2, "plain"), (3, "safety"), (4, "ident")]
    plain = Programme(clips=[track(0, 10, part="plain")])
    assert standing(plain, 5) is Rung.PLAIN
    assert standing(plain, 10) is None


def test_the_rest_of_a_clip_is_what_it_would_have_played() -> None:
    clip = Clip(
        at=10,
        length=40,
        lane=3,
        pcm="/p",
        map=((0, 5.0), (20, 30.0), (40, 40.0)),
        gain_db=-3,
        envelopes={"fader": Envelope(((0, 0.0), (30, 1.0))), "highpass": Envelope(((0, 100.0), (40, 400.0)))},
    )
    for at in (10, 11, 25, 30, 49):
        tail = rest(clip, at)
        assert (tail.at, tail.end, tail.gain_db) == (at, 50, -3)
        for frame in range(at, 50):
            assert source_frame(tail, frame - at) == pytest.approx(source_frame(clip, frame - 10))
            for name in ("fader", "highpass"):
                expected = value(name, clip.envelopes[name], frame - 10)
                assert value(name, tail.envelopes[name], frame - at) == pytest.approx(expected)


def test_a_loop_closes_on_phrases_when_the_beats_are_known() -> None:
    beats = list(range(10, 1_000, 5))
    start, end = loop(beats, frames=1_000, fade=8, sample_rate=10)
    assert start == 10
    assert (end - start) % (32 * 5) == 0
    assert end + 8 <= 1_000
    assert loop([], frames=1_000, fade=8, sample_rate=10) == (0, 992)
    assert loop(beats[:40], frames=1_000, fade=400, sample_rate=10) == (0, 600)
