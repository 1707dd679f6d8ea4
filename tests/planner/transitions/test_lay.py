"""Laying: clips that join their bodies and fit the engine."""

import pytest

from engine.errors import TransitionError
from engine.programme.clip import Clip, plain_map
from engine.programme.envelope import NEUTRAL
from engine.programme.programme import Programme, Splice
from planner.transitions.lay import body, lay
from planner.transitions.plan import plan
from planner.transitions.recipes import RECIPES
from planner.transitions.transition import Prepared, Transition
from tests.support.tracks import made_track

RATE = 44_100
AT = 100_000


def transition(recipe: str) -> Transition:
    return plan(
        made_track("a"), made_track("b", bpm=131, first=0.2), sample_rate=RATE, target_lufs=-16.0, recipe=recipe
    )


@pytest.mark.parametrize("recipe", RECIPES)
@pytest.mark.parametrize("prepared", [None, Prepared("/x/a.f32", "/x/b.f32"), Prepared("/x/a.f32", "")])
def test_clips_join_their_bodies_and_no_lane_is_wanted_twice(recipe: str, prepared: Prepared | None) -> None:
    t = transition(recipe)
    clips = lay(t, AT, pcm_from="/a.f32", pcm_to="/b.f32", prepared=prepared, lane_from=0, lane_to=1, echo_lanes=(2, 3))
    map_before = plain_map(AT, int(t.map_from[0][1]) - AT)
    before = Clip(at=0, length=AT, lane=0, pcm="/a.f32", map=map_before, gain_db=t.gain_from_db, track="a")
    after = body(t, AT, pcm="/b.f32", lane=1, length=9_000)
    programme = Programme()
    programme.splice(Splice(at=0, clips=[before, *clips, after], marks=[]), 0)
    outgoing, incoming = clips[0], clips[1]
    assert outgoing.at == before.end and outgoing.gain_db == before.gain_db
    assert incoming.end == after.at and incoming.gain_db == after.gain_db
    if prepared is None:
        assert outgoing.map[0][1] == before.map[-1][1]
        assert incoming.map[-1][1] == after.map[0][1]
    assert all(clip.map[0][0] == 0 and clip.map[-1][0] == clip.length for clip in clips)
    assert all(clip.part == "echo" and clip.track == "a" for clip in clips[2:])


@pytest.mark.parametrize("recipe", RECIPES)
def test_each_track_is_itself_where_it_meets_its_body(recipe: str) -> None:
    t = transition(recipe)
    outgoing, incoming = lay(
        t, 0, pcm_from="/a", pcm_to="/b", prepared=None, lane_from=0, lane_to=1, echo_lanes=(2, 3)
    )[:2]
    for parameter, envelope in outgoing.envelopes.items():
        value = envelope.at(0)
        assert value == NEUTRAL[parameter] or (parameter == "highpass" and value <= 20.0)
    for parameter, envelope in incoming.envelopes.items():
        assert envelope.at(incoming.length) == NEUTRAL[parameter]
    assert outgoing.envelopes["fader"].at(outgoing.length) < 1e-3
    assert incoming.envelopes["fader"].at(0) < 0.05


def test_prepared_files_replace_stretching() -> None:
    t = transition("blend")
    clips = lay(t, 0, pcm_from="/a", pcm_to="/b", prepared=Prepared("/x", ""), lane_from=0, lane_to=1, echo_lanes=())
    assert clips[0].pcm == "/x" and clips[0].map == ((0, 0.0), (t.length, float(t.length)))
    assert clips[1].pcm == "/b" and clips[1].map == t.map_to


def test_echoes_need_a_lane() -> None:
    with pytest.raises(TransitionError, match="echo lane"):
        lay(transition("echo_out"), 0, pcm_from="/a", pcm_to="/b", prepared=None, lane_from=0, lane_to=1, echo_lanes=())


def test_an_envelope_reaching_into_a_late_clip_is_counted_from_its_start() -> None:
    t = transition("cut")
    clip = lay(t, 0, pcm_from="/a", pcm_to="/b", prepared=None, lane_from=0, lane_to=1, echo_lanes=())[1]
    assert clip.at == t.map_to[0][0]
    assert clip.envelopes["fader"].at(0) == t.envelopes_to["fader"].at(clip.at)
    assert clip.envelopes["fader"].at(t.centre - clip.at) == 1.0
